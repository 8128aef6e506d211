"""A sound declaration, and an edit of one of its fields."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

BASE: dict[str, Any] = {
    "name": "base",
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "access": {"runner": "vpc"},
    "gpu_node_groups": [{"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2}],
    "namespaces": [{"name": "team"}],
    "workloads": [{"name": "train", "kind": "job", "image": "registry.example/train:1"}],
}
GONE = object()
"""As a value: takes the key away."""

Changes = dict[str, Any]
_STEP = re.compile(r"[^.\[\]]+")


def changed(changes: Changes) -> dict[str, Any]:
    """The sound declaration with other values at some paths, such as ``network.nat`` or ``workloads[0].gpus``."""
    data = copy.deepcopy(BASE)
    for path, value in changes.items():
        *holders, last = [int(step) if step.isdigit() else step for step in _STEP.findall(path)]
        holder: Any = data
        for step in holders:
            holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
        if value is GONE:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(value)
    return data


@dataclass(frozen=True)
class Edit:
    """A field at three values.

    Attributes:
        path: Name of the schema.
        off: The file's value if the field is not set; the key is missing by default.
        on: A value that sets the field.
        other: A second value; none for a switch.
        given: Other values of the declaration, by path of the file.
        instead: Values only for the case in which the field is not set.
        case: The condition of the table under which that is.
        place: Path in the file, where that of the schema leaves out the key of a map; empty for all others.
    """

    path: str
    on: Any
    other: Any = GONE
    off: Any = GONE
    given: Changes = field(default_factory=dict)
    case: str = ""
    instead: Changes = field(default_factory=dict)
    place: str = ""

    def __str__(self) -> str:
        return f"{self.path} {self.case}".strip()

    def at(self, value: Any) -> Changes:
        """The declaration with a value of the field."""
        place = self.place or self.path.replace("[]", "[0]")
        return {**self.given, **(self.instead if value is GONE else {place: value})}
