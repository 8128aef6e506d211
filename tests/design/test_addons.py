"""Configuration of add-ons: merged with eks-gpu's own, and counted where it changes what a node has left."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.design.platform.addon_values import Conflict, merged
from eks_gpu.scheduling.amounts import CPU, MEMORY
from eks_gpu.spec import ClusterSpec
from tests.specs import changed


def free(addon: str = "", **configuration: Any) -> tuple[dict[str, int], dict[str, int]]:
    """CPU and memory that both models of the base's node leave."""
    entry = {f"addons.{addon}": {"configuration": configuration}} if addon else {}
    pool = design_cluster(ClusterSpec.model_validate(changed(entry))).nodes[0].pools[0]
    return pool.template.free, pool.nodes[0].free


def taken(addon: str, **configuration: Any) -> tuple[int, int]:
    """CPU and memory that a configuration costs a node, the same in both models."""
    before, after = free(), free(addon, **configuration)
    (template, node) = (
        (was[CPU] - now[CPU], was[MEMORY] - now[MEMORY]) for was, now in zip(before, after, strict=True)
    )
    assert template == node
    return node


def test_mappings_are_merged_and_lists_are_values() -> None:
    ours, theirs = {"a": {"b": 1, "c": [1]}, "d": 2}, {"a": {"b": 1, "c": [2], "e": 3}, "f": {"g": 4}}

    values, conflicts = merged(ours, theirs)

    assert values == {"a": {"b": 1, "c": [1], "e": 3}, "d": 2, "f": {"g": 4}}
    assert conflicts == (Conflict(("a", "c"), [1], [2]),)


def test_a_mapping_against_a_value_is_a_conflict() -> None:
    assert merged({"a": {"b": 1}}, {"a": 2})[1] == (Conflict(("a",), {"b": 1}, 2),)


def test_both_forms_of_an_entry_mean_the_same() -> None:
    short, long = (
        design_cluster(ClusterSpec.model_validate(changed({"addons.coredns": entry})))
        for entry in ("v1.14.2-eksbuild.3", {"version": "v1.14.2-eksbuild.3"})
    )

    assert short.addons == long.addons


@pytest.mark.parametrize(
    ("addon", "configuration", "cpu", "memory"),
    [
        ("vpc-cni", {"resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}, 75, 64),
        ("vpc-cni", {"nodeAgent": {"resources": {"requests": {"cpu": "10m"}}}}, -15, 0),
        ("kube-proxy", {"resources": {"requests": {"cpu": 1}}}, 900, 0),
        ("aws-ebs-csi-driver", {"node": {"resources": {"requests": {"memory": "1Gi"}}}}, 0, 984),
        ("aws-ebs-csi-driver", {"controller": {"resources": {"requests": {"memory": "1Gi"}}}}, 0, 0),
        ("eks-node-monitoring-agent", {"dcgmAgent": {"resources": {"requests": {"cpu": "50m"}}}}, 50, 0),
        # A limit is the request where there is no other, and kube-proxy's chart has one.
        ("eks-node-monitoring-agent", {"dcgmAgent": {"resources": {"limits": {"memory": "1Gi"}}}}, 0, 1024),
        ("kube-proxy", {"resources": {"limits": {"cpu": "1"}}}, 0, 0),
        ("kube-proxy", {"resources": {"requests": {"cpu": "a lot"}}}, 0, 0),
        ("kube-proxy", {"resources": 1}, 0, 0),
        ("coredns", {"resources": {"requests": {"cpu": "1"}}}, 0, 0),
    ],
)
def test_requests_of_daemons_count(addon: str, configuration: dict[str, Any], cpu: int, memory: int) -> None:
    assert taken(addon, **configuration) == (cpu, memory)
