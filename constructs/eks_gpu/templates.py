"""The border between what users write and what Terraform reads.

Terraform reads every text of a configuration as a template: in a command, ``${file("/etc/passwd")}`` would be
evaluated. A design holds text, and no reference, so all of its text is escaped here, at once, before any construct sees
it. Constructs add their own references afterwards, and never escape. `TerraformDesign` is the type that says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from eks_gpu.design import ClusterDesign
from eks_gpu.design.charts.local_chart import LocalChart
from eks_gpu.design.charts.objects import KubernetesObject
from eks_gpu.design.nodes.user_data import UserDataDesign
from eks_gpu.hcl import literal
from eks_gpu.on_first_use import dataclass
from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.reading.attached import AttachedFile

T = TypeVar("T")

# User data is encoded before Terraform sees it, or in an expression that escapes what is not ours (`hcl`). Local charts
# are written to files that only Helm reads.
_UNREAD = (UserDataDesign, LocalChart, KubernetesObject, AttachedFile, int, float)


@dataclass(frozen=True)
class TerraformDesign(ClusterDesign):
    """A design without errors whose text is escaped for Terraform: the only one that stacks are made of."""


def for_terraform(design: ClusterDesign) -> TerraformDesign:
    """The design with each of its texts escaped exactly once, keys of mappings included."""
    if isinstance(design, TerraformDesign):
        return design
    known: dict[int, Any] = {}
    fields = dataclasses.fields(ClusterDesign)
    return TerraformDesign(**{field.name: _escaped(getattr(design, field.name), known) for field in fields})


def _escaped(value: Any, known: dict[int, Any]) -> Any:  # noqa: ANN401 - whatever a design holds
    """The value itself where nothing in it changes: most of a design is catalogue data that many parts share."""
    if isinstance(value, str):
        return literal(value)
    if value is None or isinstance(value, _UNREAD):
        return value
    if id(value) not in known:
        # The cache keeps the value with the result, so that no other object gets its id.
        known[id(value)] = value, _rebuilt(value, known)
    return known[id(value)][1]


def _rebuilt(value: Any, known: dict[int, Any]) -> Any:  # noqa: ANN401 - whatever a design holds
    if isinstance(value, Mapping):
        items = {_escaped(key, known): _escaped(item, known) for key, item in value.items()}
        pairs = zip(items.items(), value.items(), strict=True)
        same = all(key is old_key and item is old for (key, item), (old_key, old) in pairs)
        return value if same else items
    if isinstance(value, list | tuple | set | frozenset):
        parts = [_escaped(item, known) for item in value]
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else _like(value, parts)
    if isinstance(value, SpecModel):
        changed = _changed(value, type(value).model_fields, known)
        return value.model_copy(update=changed) if changed else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = _changed(value, [field.name for field in dataclasses.fields(value)], known)
        return dataclasses.replace(value, **changed) if changed else value
    return value


def _changed(value: Any, names: Any, known: dict[int, Any]) -> dict[str, Any]:  # noqa: ANN401 - fields of any class
    pairs = ((name, getattr(value, name)) for name in names)
    return {name: new for name, old in pairs if (new := _escaped(old, known)) is not old}


def _like(value: Any, parts: list[Any]) -> Any:  # noqa: ANN401 - a list, a tuple or a set
    """A collection of the same kind; a named tuple takes its items one by one."""
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
