"""Edits that users make to a cluster file on a later day."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from pathlib import Path

Declared = dict[str, Any]

LABEL = ("example.com/tier", "batch")
TAINT = {"key": "example.com/only", "value": "batch", "effect": "NoSchedule"}
DISK_GIB = 300
RAISED = 2
# For each first type of a group another one with the same GPU, for the autoscaler takes all to be alike.
OTHER_TYPES = {
    "g5.xlarge": "g5.8xlarge",
    "g6.xlarge": "g6.8xlarge",
    "g6e.2xlarge": "g6e.16xlarge",
    "g6f.xlarge": "g6f.large",
}


def read(path: Path) -> Declared:
    """A cluster file as plain values."""
    declared: Declared = YAML(typ="safe").load(path)
    return declared


def write(declared: Declared, folder: Path) -> Path:
    """A cluster file of these values."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{declared['name']}.yaml"
    YAML(typ="safe").dump(declared, path)
    return path


def grown(declared: Declared) -> Declared:
    """Larger groups with a label, a taint and larger disks; and what the guide says to do before a cluster can go."""
    edited = copy.deepcopy(declared) | {"deletion_protection": False}
    for group in edited["gpu_node_groups"]:
        size = "max" if "max" in group else "max_per_zone"
        group |= {size: group[size] + 1, "labels": dict([LABEL]), "taints": [TAINT], "disk_gib": DISK_GIB}
    return edited


def raised(declared: Declared) -> Declared:
    """Every group without schedules, which have a word in its sizes, with a higher minimum."""
    edited = copy.deepcopy(declared)
    for group in edited["gpu_node_groups"]:
        if "schedules" not in group:
            group["min" if "max" in group else "min_per_zone"] = RAISED
    return edited


def on_other_types(declared: Declared) -> Declared:
    """Every group with one more type at its end; where no other has this GPU, on spot, which replaces it as well."""
    edited = copy.deepcopy(declared)
    for group in edited["gpu_node_groups"]:
        other = OTHER_TYPES.get(group["instance_types"][0])
        group.update({"instance_types": [*group["instance_types"], other]} if other else {"capacity": "spot"})
    return edited
