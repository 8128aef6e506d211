"""A workload asks for no GPU, but runs on GPU nodes, or next to the components on the system nodes.

**Why.** On GPU nodes, which are paid for, it does not use the GPUs; and with NVIDIA's runtime a container that requests
no GPU may see all of them. On the system nodes it takes room from CoreDNS and the autoscaler. A workload without GPUs
runs there because the file has no group without GPUs that is open to it.

**Fix.** Add a group to `node_groups`: workloads without GPUs then run on it. Or name the nodes that you mean in the
workload's `node_groups`, such as `[system]`. Or write `gpus: 1` or more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import NODES
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.workloads.candidates import needs_gpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FIX = (
    "add a group to 'node_groups', write 'node_groups: [system]' in the workload if the system nodes are meant, or "
    "write 1 or more"
)

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 0
"""
GOOD = """\
node_groups:
  - name: cpu
    instance_types: [m7i.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads without GPUs that nobody gave a place."""
    gpu_groups = {group.name for group in design.gpu_nodes}
    for workload in design.workloads:
        named = workload.spec.node_groups is not None
        if needs_gpus(workload.spec) or named:
            continue
        here = gpu_groups & set(workload.groups)
        if here:
            message = f"{workload.name} asks for no GPU but would still run on a GPU node"
        elif set(workload.groups) <= {SYSTEM_GROUP}:
            message = f"{workload.name} asks for no GPU, and no group is open to it: it runs on the system nodes"
        else:
            continue
        yield warning(__name__, f"{workload.where}.gpus", message, _FIX, *NODES)
