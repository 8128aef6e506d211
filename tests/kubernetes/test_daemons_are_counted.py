"""The node models count every DaemonSet that eks-gpu puts onto GPU nodes, with the requests that its pod has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.scheduling.quantity import mebibytes, millicores
from eks_gpu.spec import ClusterSpec
from eks_gpu.templates import for_terraform
from tests.kubernetes.cluster import everything
from tests.kubernetes.manifests import manifests
from tests.kubernetes.synthesis import synthesized

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
IMAGES = ["registry.example/web:1"]
# Every way of sharing, EFA, prepulls and the exporter.
DECLARATION: dict[str, Any] = {
    "name": "daemons",
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "gpu_node_groups": [
        {"name": "whole", "instance_types": ["g6.xlarge"], "max": 1, "prepull": IMAGES},
        {
            "name": "sliced",
            "instance_types": ["g6.xlarge"],
            "max": 4,
            "sharing": {"time_slicing": {"replicas": 4, "rename": True}},
        },
        {"name": "served", "instance_types": ["g6.xlarge"], "max": 4, "sharing": {"mps": {"replicas": 2}}},
        {"name": "fast", "instance_types": ["p5.48xlarge"], "max": 2, "zones": ["us-west-2a"], "efa": True},
    ],
    "monitoring": {"dcgm_exporter": True},
}


def groups_of(pod: dict[str, Any]) -> list[str]:
    """Names of the groups onto whose nodes the affinity or the selector of a daemon's pod leads."""
    if GROUP_LABEL in pod.get("nodeSelector", {}):
        return [pod["nodeSelector"][GROUP_LABEL]]
    terms = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    return [
        group
        for term in terms
        for expression in term["matchExpressions"]
        if expression["key"] == GROUP_LABEL
        for group in expression["values"]
    ]


def requested(pod: dict[str, Any], resource: str, amount: Any) -> int:
    """The request of a pod: of its containers together, or of the largest that runs before them."""

    def of(container: dict[str, Any]) -> int:
        return int(amount(container.get("resources", {}).get("requests", {}).get(resource, "0")))

    together = sum(map(of, pod["containers"]))
    return max([together, *map(of, pod.get("initContainers", []))])


def test_every_daemon_set_is_counted_on_the_groups_that_it_runs_on(tmp_path: Path) -> None:
    design = design_cluster(ClusterSpec.model_validate(DECLARATION))
    counted = {
        (models.group.name, daemon.name.partition(",")[0]): daemon.asks
        for models in design.nodes
        for daemon in models.pools[0].nodes[0].daemons
    }
    found = manifests(synthesized(lambda stack: everything(stack, for_terraform(design)), tmp_path))
    pods = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in found if one["kind"] == "DaemonSet"}
    emitted = {
        (group, name.removesuffix(f"-{group}")): {
            "cpu": requested(pod, "cpu", millicores),
            "memory": requested(pod, "memory", mebibytes),
            "pods": 1,
        }
        for name, pod in pods.items()
        for group in groups_of(pod)
    }

    assert len(pods) >= 5
    assert {key: counted.get(key) for key in emitted} == emitted
