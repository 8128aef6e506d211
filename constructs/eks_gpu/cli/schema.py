"""`eks-gpu schema`: what a cluster file may say, for editors."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from eks_gpu.spec import ClusterSpec
from eks_gpu.spec.layers import EXTENDS
from eks_gpu.spec.overlay import REMOVE


class _Editors(GenerateJsonSchema):
    """Descriptions where editors look for them, and none of the names that only Python has."""

    def generate(self, *arguments: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own signature
        """The schema, with the dialect that it is written in."""
        return {"$schema": self.schema_dialect, **_closed(_without_titles(super().generate(*arguments, **options)))}


def schema() -> str:
    """JSON Schema 2020-12 of a cluster file that stands alone."""
    return _written(_document(), "Cluster file of eks-gpu")


def overlay_schema() -> str:
    """JSON Schema 2020-12 of a file that lies over or below others: it may leave out anything, and take things away."""
    document = _partial(_document())
    base = {"type": "string", "minLength": 1, "description": "File below this one, relative to it."}
    document["properties"] = {EXTENDS: base, **document["properties"]}
    # The cluster has a name, but is nothing to leave out.
    del document["properties"][REMOVE]
    return _written(document, "Overlay or shared defaults of eks-gpu")


def _document() -> dict[str, Any]:
    return ClusterSpec.model_json_schema(schema_generator=_Editors)


def _written(document: dict[str, Any], title: str) -> str:
    return f"{json.dumps({**document, 'title': title}, indent=2, ensure_ascii=False)}\n"


def _partial(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Nothing is required, null takes a key away, and `remove` a thing that has a name."""
    if isinstance(value, list):
        return [_partial(item) for item in value]
    if not isinstance(value, dict):
        return value
    loose = {key: _partial(item) for key, item in value.items() if key not in {"required", "minItems", "minProperties"}}
    for values in ("additionalProperties", "patternProperties"):
        if isinstance(value.get(values), dict):
            keyed = loose[values]
            loose[values] = (
                {key: _or_nothing(item) for key, item in keyed.items()}
                if values.startswith("pattern")
                else _or_nothing(keyed)
            )
    if not isinstance(value.get("properties"), dict):
        return loose
    properties = {key: _or_nothing(item) for key, item in loose["properties"].items()}
    if "name" in properties:
        properties["name"] = loose["properties"]["name"]
        properties[REMOVE] = {"const": True, "description": "The thing of this name below is left out."}
    return {**loose, "properties": properties}


def _or_nothing(item: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {key: item[key] for key in ("description", "default") if key in item}
    kind = {key: value for key, value in item.items() if key not in about}
    return {"anyOf": [kind, {"type": "null"}], **about}


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
