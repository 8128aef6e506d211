"""Instance types that the catalogue knows by name only, so that a message can say what is the matter with them."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass

_FILE = "other_types.json"


@dataclass(frozen=True, kw_only=True)
class Retired:
    """A retired instance type that people still write.

    Attributes:
        name: Name of the retired type.
        status: `gone`: no recorded region offers it. `retiring`: still offered, and about to lose its driver or its
            AMI; such a type is in the catalogue too. `previous`: offered, but too old for EKS nodes.
        why: A sentence to show, without a full stop.
        replacements: Types of the catalogue to use instead, cheapest first.
    """

    name: str
    status: Literal["gone", "retiring", "previous"]
    why: str
    replacements: tuple[str, ...]


def retired_type(name: str) -> Retired | None:
    """The successor of a retired instance type; None for a type that is not retired."""
    found: dict[str, Any] | None = document(_FILE)["retired"].get(name)
    if found is None:
        return None
    return Retired(name=name, status=found["status"], why=found["why"], replacements=tuple(found["replacements"]))


def foreign_accelerator(name: str) -> str | None:
    """The accelerator of a type that has one and it is not from NVIDIA, such as `AMD Radeon Pro V520`; else None."""
    found: str | None = document(_FILE)["foreign_accelerators"].get(name)
    return found


def unrecorded_type(name: str) -> str | None:
    """Why a GPU or node type that EC2's SDK names is not in the catalogue; None for any other name."""
    found: str | None = document(_FILE)["unrecorded"].get(name)
    return found


def other_ec2_type(name: str) -> bool:
    """Whether EC2 has the type and the catalogue leaves it out, being neither a GPU type nor one for system nodes."""
    return name in document(_FILE)["outside"]


def in_autoscalers_list(name: str) -> bool:
    """Whether the list of types that the Cluster Autoscaler brings with it holds a type of this catalogue."""
    return name not in _absent()


@cache
def _absent() -> frozenset[str]:
    return frozenset(document("autoscaler_types.json")["absent"])
