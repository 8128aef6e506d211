"""`eks-gpu schema`: what a cluster file may say, for editors."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from eks_gpu.spec import ClusterSpec


class _Editors(GenerateJsonSchema):
    """Descriptions where editors look for them, and none of the names that only Python has."""

    def generate(self, *arguments: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own signature
        """The schema, with the dialect that it is written in."""
        return {"$schema": self.schema_dialect, **_closed(_without_titles(super().generate(*arguments, **options)))}


def schema() -> str:
    """JSON Schema 2020-12 of a cluster file."""
    document = ClusterSpec.model_json_schema(schema_generator=_Editors)
    document["title"] = "Cluster file of eks-gpu"
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _without_titles(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Pydantic titles every field after its own name, which an editor would show twice."""
    if isinstance(value, dict):
        return {
            key: _without_titles(item)
            for key, item in value.items()
            # A property may itself be called so.
            if key != "title" or not isinstance(item, str)
        }
    return [_without_titles(item) for item in value] if isinstance(value, list) else value


def _closed(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Pydantic lets keys pass that meet no pattern; the loader does not."""
    if isinstance(value, dict):
        closed = {key: _closed(item) for key, item in value.items()}
        return {"additionalProperties": False, **closed} if "patternProperties" in value else closed
    return [_closed(item) for item in value] if isinstance(value, list) else value
