"""`eks-gpu schema`: the JSON Schema of cluster files, for editors."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from eks_gpu.spec import ClusterSpec
from eks_gpu.spec.reading.layers import EXTENDS
from eks_gpu.spec.reading.overlay import REMOVE


class _Editors(GenerateJsonSchema):
    """Generator that puts descriptions where editors look for them, and leaves out the names of Python classes."""

    def generate(self, *arguments: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own signature
        """The schema, with the dialect it is written in."""
        return {"$schema": self.schema_dialect, **_closed(_without_titles(super().generate(*arguments, **options)))}


def schema() -> str:
    """JSON Schema 2020-12 of a complete cluster file."""
    return _written(_document(), "Cluster file of eks-gpu")


def overlay_schema() -> str:
    """JSON Schema 2020-12 of an overlay or a file below others, which may leave out any field and remove items."""
    document = _partial(_document())
    base = {
        "type": "string",
        "minLength": 1,
        "description": "Path of the file that this one extends, relative to this file.",
    }
    document["properties"] = {EXTENDS: base, **document["properties"]}
    # The cluster has a name, but cannot be removed.
    del document["properties"][REMOVE]
    return _written(document, "Overlay or shared defaults of eks-gpu")


def _document() -> dict[str, Any]:
    return ClusterSpec.model_json_schema(schema_generator=_Editors)


def _written(document: dict[str, Any], title: str) -> str:
    return f"{json.dumps({**document, 'title': title}, indent=2, ensure_ascii=False)}\n"


def _partial(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The schema with nothing required, in which null removes a key and `remove` an item that has a name."""
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
    """Remove pydantic's titles, which repeat the name of each field and which an editor would show twice."""
    if isinstance(value, dict):
        return {
            key: _without_titles(item)
            for key, item in value.items()
            # A property may itself be called `title`.
            if key != "title" or not isinstance(item, str)
        }
    return [_without_titles(item) for item in value] if isinstance(value, list) else value


def _closed(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Refuse keys that match no pattern, as the loader does; pydantic's schema allows them."""
    if isinstance(value, dict):
        closed = {key: _closed(item) for key, item in value.items()}
        return {"additionalProperties": False, **closed} if "patternProperties" in value else closed
    return [_closed(item) for item in value] if isinstance(value, list) else value
