"""What an edit does, read off the Terraform of both declarations and the facts of the AWS provider."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_gpu.effects import Effect

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.effects.synthesis import Difference

FACTS = Path(__file__).with_name("provider.json")
# What is gone for good with the resource.
DATA = frozenset({"aws_cloudwatch_log_group", "aws_efs_file_system", "aws_fsx_lustre_file_system"})
# By these the nodes of a group are replaced: a new version of its template, of the AMI, of Kubernetes.
_ROLLS = frozenset({"release_version", "version"})
_REPLACED = {
    "aws_eks_cluster": Effect.REPLACES_CLUSTER,
    "aws_eks_node_group": Effect.REPLACES_GROUP,
    # Another policy is attached before this one is detached.
    "aws_iam_role_policy_attachment": Effect.IN_PLACE,
    # Its name, which the launch template has, changes with it.
    "aws_placement_group": Effect.REPLACES_NODES,
    "aws_subnet": Effect.REFUSED,
    "aws_vpc": Effect.REFUSED,
    **dict.fromkeys(DATA, Effect.LOSES_DATA),
}


@cache
def facts() -> dict[str, Any]:
    """Which arguments the provider changes in place, and which replace the resource."""
    read: dict[str, Any] = json.loads(FACTS.read_text(encoding="utf-8"))
    return read


def strongest(found: Difference, *, shrinks: Collection[str], kept: Collection[str]) -> Effect:
    """The most disruptive thing; of AWS where there is any, else of Kubernetes.

    Args:
        found: What differs.
        shrinks: Arguments of an FSx file system that get smaller, which the provider's `CustomizeDiff` makes a
            replacement.
        kept: Arguments that are no longer written; they are optional and computed, so the old values stay.
    """
    if found.other_stacks:
        return Effect.OTHER_CLUSTER
    aws = {*_of_aws(found, shrinks=shrinks, kept=kept)}
    return max(aws) if aws else _of_kubernetes(found)


def _of_aws(found: Difference, *, shrinks: Collection[str], kept: Collection[str]) -> Iterator[Effect]:
    if found.backend:
        yield Effect.MOVES_STATE
    created, deleted = ({key for key in keys if _is_aws(key)} for keys in (found.created, found.deleted))
    if created:
        yield Effect.CREATES
    for kind, _ in deleted:
        yield Effect.LOSES_DATA if kind in DATA else Effect.DELETES
    # One node group a zone, or one over all: the groups have other addresses, and none stays.
    if {_group(key) for key in created} & {_group(key) for key in deleted} - {_group(key) for key in found.kept} - {""}:
        yield Effect.REPLACES_GROUP
    for (kind, address), paths in found.changed.items():
        if kind == "aws_iam_role" and any(is_listed("replaces", kind, path) for path in paths):
            yield of_role(address)
        elif kind.startswith("aws_"):
            yield from (_changed(kind, path, shrinks=shrinks, kept=kept) for path in paths)


def of_role(address: str) -> Effect:
    """The effect of another ARN of a role on its user: EKS keeps the role of a cluster and of a node group."""
    if "control-plane" in address:
        return Effect.REPLACES_CLUSTER
    return Effect.REPLACES_GROUP if "node-role" in address else Effect.DELETES


def _of_kubernetes(found: Difference) -> Effect:
    """What becomes of eks-gpu's own objects; that a pod restarts when others come or go is no effect of its own."""
    moved = any(is_listed("replaces", kind, path) for (kind, _), paths in found.changed.items() for path in paths)
    if found.deleted or moved:
        return Effect.DELETES
    if found.created:
        return Effect.CREATES
    return Effect.IN_PLACE if found.changed else Effect.NOTHING


def _changed(kind: str, path: str, *, shrinks: Collection[str], kept: Collection[str]) -> Effect:
    # Terraform keeps time limits in the state only, and plans nothing for them (tests/localaws/test_upgrade.py).
    if path.startswith("timeouts.") or path == "scaling_config.desired_size" or path in kept:
        return Effect.NOTHING
    if is_listed("replaces", kind, path) or path in shrinks:
        return _REPLACED.get(kind, Effect.DELETES)
    assert is_listed("in_place", kind, path), (
        f"does {kind}.{path} replace the resource? Look for ForceNew in the provider's source and add it to {FACTS}"
    )
    rolls = kind == "aws_launch_template" or (kind == "aws_eks_node_group" and path in _ROLLS)
    return Effect.REPLACES_NODES if rolls else Effect.IN_PLACE


def is_listed(how: str, kind: str, path: str) -> bool:
    """Whether the facts say this of an argument."""
    return any(f"{path}.".startswith(f"{one}.") for one in facts()[how].get(kind, ()))


def _is_aws(key: tuple[str, str]) -> bool:
    return key[0].startswith("aws_")


def _group(key: tuple[str, str]) -> str:
    """The group of a node group; empty for other resources."""
    return key[1].partition("_")[0] if key[0] == "aws_eks_node_group" else ""
