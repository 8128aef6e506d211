"""A sound declaration, and an edit of one of its fields."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eks_gpu.spec.reading.attached import AttachedFile, named_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.spec import ClusterSpec

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


FILES = {
    "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    "b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n",
    "claim.yaml": "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n",
    "definition.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n",
    "values.yaml": "a: 1\n",
}
"""The files that declarations may name, with their texts."""


def attached(spec: ClusterSpec, files: Mapping[str, str] = FILES) -> dict[str, AttachedFile]:
    """The files that a spec names as they would be read, from texts by their names."""
    missing = "No such file or directory"
    return {
        where: AttachedFile(name, files.get(name), "" if name in files else missing)
        for where, name in named_files(spec)
    }


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
