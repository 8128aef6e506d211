"""Values as YAML in one line: defaults, and examples that tests synthesize."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from ruamel.yaml import YAML

from tools.edits.fields import EDITS
from tools.edits.workloads import WORKLOAD_EDITS
from tools.reference.examples import EXAMPLES

if TYPE_CHECKING:
    from tools.reference.fields import Field

_WIDE = 10_000


def default(field: Field) -> str:
    """The value that applies if the key is missing."""
    info = field.info
    if info.is_required():
        return "required"
    value = info.default
    if value is None:
        return "unset"
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_defaults=True)
        if not value:
            return "the defaults of its fields"
    return f"`{_flow(to_jsonable_python(value, exclude_none=True))}`"


def example(field: Field) -> Any:  # noqa: ANN401 - whatever the file may hold
    """A value of a field: one that reads well, or else the one with which a test synthesizes an edit of it."""
    return EXAMPLES[field.path] if field.path in EXAMPLES else _edited().get(field.path)


@cache
def _edited() -> dict[str, Any]:
    return {edit.path: edit.on for edit in reversed((*EDITS, *WORKLOAD_EDITS))}


def line(name: str, value: Any) -> str:  # noqa: ANN401 - whatever the file may hold
    """A key and its value as YAML in one line."""
    return f"{name}: {_flow(to_jsonable_python(value, exclude_none=True))}"


def _flow(value: Any) -> str:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_flow(key)}: {_flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value)


def _scalar(value: Any) -> str:  # noqa: ANN401 - as above
    """Quoted where it has to be, also between brackets."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width = True, _WIDE
    stream = io.StringIO()
    yaml.dump([value], stream)
    return stream.getvalue().strip().removeprefix("[").removesuffix("]")
