"""A workload requires a label that its nodes do not carry, or that they carry only once they run.

**Why.** Its pods stay Pending. For a group at zero, the autoscaler knows only the node group's labels and a few of
Kubernetes' own (its `aws_manager.go`). Discovery tools set labels such as `nvidia.com/gpu.product` only on running
nodes. The autoscaler treats an Auto Scaling group over several zones as if it were only in the zone that AWS names
first: for a pod that needs a particular zone it buys nothing, or a node that may start in another zone.

**Fix.** Select by `node_groups`, `eks-gpu.io/gpu-model` or a label of the group's `labels`; by
`eks.amazonaws.com/capacityType` (SPOT, ON_DEMAND) for the price model. For zones, write `max_per_zone` in the group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import deciding, field, only, rests_on, told, zone_fix
from eks_gpu.checks._report import error
from eks_gpu.design.network import is_zone_id
from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.problem import listed, nearest
from eks_gpu.scheduling.labels import ZONES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign, WorkloadFit
    from eks_gpu.problem import Problem

# Labels of other tools, and those that mean the same here.
KNOWN_AS = {
    "karpenter.sh/capacity-type": "eks.amazonaws.com/capacityType",
    "karpenter.k8s.aws/instance-gpu-name": "eks-gpu.io/gpu-model",
    "lifecycle": "eks.amazonaws.com/capacityType",
    "nvidia.com/gpu.product": "eks-gpu.io/gpu-model",
    "nvidia.com/gpu.family": "eks-gpu.io/gpu-model",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "topology.k8s.aws/zone-id": "topology.kubernetes.io/zone",
}

# Values that are unknown until a node runs.
_UNKNOWABLE = {
    "eks.amazonaws.com/nodegroup": "select eks-gpu.io/group instead: the node group's full name is unknown in advance",
    "kubernetes.io/hostname": "remove it: the name of a node is unknown until it runs",
}

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_selector: {topology.kubernetes.io/zone: us-west-2a}
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 1
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_selector: {topology.kubernetes.io/zone: us-west-2a}
    ports: [8000]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that only labels keep off their groups."""
    for found in design.schedulability:
        groups = deciding(found)
        if groups and only("label", groups):
            workload, first = found.workload, groups[0].fit.obstacles[0]
            message = f"no group scales up for {workload.name}: {told(groups)}"
            fix = _fix(design, found, first.subject)
            yield error(__name__, field(workload, first), message, fix, *rests_on(workload), "region")


def _of_nodes(design: ClusterDesign) -> list[Mapping[str, frozenset[str]]]:
    return [node.labels for models in design.nodes for pool in models.pools for node in pool.nodes]


def _fix(design: ClusterDesign, found: WorkloadFit, key: str) -> str:
    if zone := zone_fix(design, key):
        return zone
    labels = [pool.template.labels for models in design.nodes for pool in models.pools]
    keys, value = {one for known in labels for one in known}, found.workload.spec.node_selector[key]
    if key not in keys:
        near = KNOWN_AS.get(key)
        if near is None and not is_discovered(key) and not any(key in known for known in _of_nodes(design)):
            near = nearest(key, keys)
        return f"write {near}" if near else "remove it, or add a custom label to the group's 'labels' and select that"
    if key in _UNKNOWABLE:
        return _UNKNOWABLE[key]
    values = sorted({one for known in labels for one in known.get(key, ())})
    # Zone names and ids look alike, but which belong together differs between accounts.
    near = None if key in ZONES and is_zone_id(value) else nearest(value, values)
    if near:
        return f"write {near}"
    return f"write {'one of ' if len(values) > 1 else ''}{listed(values)}, or remove it"
