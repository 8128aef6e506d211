"""Edits of every field of the cluster file: the Terraform, the table of effects and the findings say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import changes
from eks_gpu.effects import FIELDS, Effect
from tests.effects.observed import DATA, facts, is_listed, strongest
from tests.effects.pools import pools_effect
from tests.effects.synthesis import Difference, design, difference
from tests.specs import GONE, changed
from tools.edits.fields import EDITS, A, B, C

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec.nodes.ami import AmiSpec
    from tools.edits.edit import Edit

pytestmark = pytest.mark.engine

# A cluster in three zones without workloads, whose requests would follow from the groups.
GIVEN: dict[str, Any] = {"network.zones": [A, B, C], "workloads": []}
# What says that something is replaced, by effect; a finding without the effect is as wrong as the effect without one.
SAYS = {
    Effect.REPLACES_NODES: {
        "change-nodes-replaced",
        "change-pool-drifts",
        "change-kubernetes-version",
        "change-encryption-key",
        "change-security-groups",
    },
    Effect.REPLACES_GROUP: {"change-eks-name", "change-group-replaced", "change-network-replaced", "change-node-role"},
    Effect.REPLACES_CLUSTER: {"change-cluster-replaced"},
    Effect.OTHER_CLUSTER: {"change-cluster-replaced"},
    Effect.MOVES_STATE: {"change-backend"},
}
# What may be deleted without a finding, and why.
HARMLESS = {
    "aws_autoscaling_group_tag": "goes with its group",
    "aws_autoscaling_schedule": "the size of now stays",
    "aws_placement_group": "its nodes are replaced first, which is reported",
    "aws_iam_role": "of the autoscaler, which the file then says it does not want; of an add-on or account see below",
    "aws_iam_role_policy": "goes with its role",
    "aws_iam_role_policy_attachment": "goes with its role",
    "aws_eks_pod_identity_association": "goes with its role",
    "aws_efs_access_point": "holds no data; tests/changes has those that pods mount",
    "aws_eks_addon": "no pod of these declarations mounts what it drives; tests/changes has those that do",
    "aws_security_group": "of a file system, which is reported",
}


def versions(edit: Edit) -> Iterator[tuple[str, Effect, dict[str, Any], dict[str, Any]]]:
    """Word and effect by the table, and the declarations before and after."""
    entry = FIELDS[edit.path]
    entry = entry.cases[edit.case] if edit.case else entry
    off, on, other = (edit.at(value) for value in (edit.off, edit.on, edit.other))
    for word, effect, before, after in (
        ("set", entry.set, off, on),
        ("change", entry.change, on, other),
        ("unset", entry.unset, on, off),
    ):
        if effect is not None:
            assert word != "change" or edit.other is not GONE, f"give {edit} a second value"
            yield word, effect, changed({**GIVEN, **before}), changed({**GIVEN, **after})


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_table_terraform_and_findings_agree(edit: Edit) -> None:
    for word, effect, before, after in versions(edit):
        found = difference(before, after, network=edit.path.startswith(("network", "name", "region", "tags")))
        problems = list(changes.run(design(before), design(after)))
        ids = {problem.id for problem in problems}
        about = f"{word} {edit}"

        if effect is Effect.REFUSED:
            assert any(problem.severity == "error" for problem in problems), f"{about}: nothing refuses it"
            continue
        observed = _observed(before, after, found)
        assert observed is effect, f"{about}: the table says {effect}, the Terraform {observed}: {found}"
        for claimed, rules in SAYS.items():
            if observed is claimed:
                assert ids & rules, f"{about}: no finding says that it {claimed.value}"
        _assert_no_false_alarm(about, problems, found, observed)
        _assert_deletions_are_reported(about, problems, found)


def _observed(before: dict[str, Any], after: dict[str, Any], found: Difference) -> Effect:
    sizes, rates = ([_sum_of(field, data) for data in (before, after)] for field in ("size_gib", "metadata_iops"))
    releases = [
        {ami.release_version if ami else None for ami in (made.spec.system_nodes.ami, *_amis(made))}
        for made in (design(before), design(after))
    ]
    kept = {
        *(["release_version"] if releases[1] == {None} else []),
        *(["configuration_values"] if _settings(after) < _settings(before) else []),
        *(["kubernetes_network_config"] if design(after).network.service_cidr is None else []),
        *(["log_group_class"] if design(after).spec.control_plane.log_class is None else []),
        *(["metadata_configuration"] if not rates[1] else []),
        *(["control_plane_scaling_config"] if design(after).spec.control_plane.scaling_tier is None else []),
    }
    shrinks = {"storage_capacity": sizes, "metadata_configuration.iops": rates}
    seen = strongest(found, shrinks={path for path, (was, now) in shrinks.items() if 0 < now < was}, kept=kept)
    of_nodes = pools_effect(design(before), design(after))
    return max(seen, of_nodes) if of_nodes else seen


def _sum_of(field: str, data: dict[str, Any]) -> int:
    """A number of all FSx file systems together; a word counts as none."""
    values = [getattr(one.spec.fsx_lustre, field) for one in design(data).storage if one.spec.fsx_lustre]
    return sum(value for value in values if isinstance(value, int))


def _settings(data: dict[str, Any]) -> set[str]:
    """Add-ons with a configuration."""
    return {addon.name for addon in design(data).addons if addon.settings is not None}


def _amis(made: ClusterDesign) -> Iterator[AmiSpec | None]:
    return (one.ami for one in (*made.spec.gpu_node_groups, *made.spec.node_groups))


def _assert_no_false_alarm(about: str, problems: list[Problem], found: Difference, observed: Effect) -> None:
    ids = {problem.id for problem in problems}
    if observed < Effect.REPLACES_NODES:
        assert "change-nodes-replaced" not in ids, about
    if "change-group-replaced" in ids:
        gone = any(kind == "aws_eks_node_group" for kind, _ in found.deleted)
        assert gone or _replaced("aws_eks_node_group", found), about
    if "change-cluster-replaced" in ids and observed is not Effect.OTHER_CLUSTER:
        assert observed is Effect.REPLACES_CLUSTER, about
    if "change-storage-replaced" in ids:
        assert observed is Effect.LOSES_DATA, about


def _replaced(kind: str, found: Difference) -> bool:
    return any(
        is_listed("replaces", one, path) for (one, _), paths in found.changed.items() for path in paths if one == kind
    )


def _assert_deletions_are_reported(about: str, problems: list[Problem], found: Difference) -> None:
    """A finding for whatever is deleted and not harmless; of data by one that says so."""
    deleted = {kind for kind, _ in found.deleted if kind.startswith("aws_")}
    if deleted - HARMLESS.keys():
        assert problems, f"{about}: {sorted(deleted - HARMLESS.keys())} are deleted, and nothing is said"
    if deleted & DATA:
        assert {problem.id for problem in problems} & {"change-records-lost", "change-storage-replaced"}, about


def test_facts_of_the_provider_are_of_one_kind_each() -> None:
    """An argument that is replaced is not listed as changed in place as well."""
    both = [
        (kind, path)
        for kind, paths in facts()["replaces"].items()
        for path in paths
        if is_listed("in_place", kind, path)
    ]

    assert both == []
