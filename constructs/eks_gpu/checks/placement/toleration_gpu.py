"""A workload without GPUs tolerates the taint of GPU nodes.

**Why.** eks-gpu keeps workloads without GPUs on CPU groups or system nodes. The toleration says the opposite, and takes
effect as soon as the workload's own groups are removed: its pods then take CPU and memory that GPU pods need, and keep
the autoscaler from removing idle GPU nodes.

**Fix.** Remove the toleration. If the workload should run on GPU nodes, name their group in `node_groups`; eks-gpu then
adds the toleration by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import NODES
from eks_gpu.design.workloads.candidates import needs_gpus, own_tolerations
from eks_gpu.scheduling.taints import GPU_TAINT, tolerates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
node_groups:
  - {name: cpu, instance_types: [m7i.xlarge], max_per_zone: 2}
workloads:
  - name: etl
    kind: job
    image: registry.example/etl:1
    gpus: 0
    tolerations:
      - {key: nvidia.com/gpu, operator: Exists}
"""
GOOD = """\
node_groups:
  - {name: cpu, instance_types: [m7i.xlarge], max_per_zone: 2}
workloads:
  - name: etl
    kind: job
    image: registry.example/etl:1
    gpus: 0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for such tolerations with a key; `toleration-everything` reports those without."""
    gpu_groups = {group.name for group in design.gpu_nodes}
    for workload in design.workloads:
        if needs_gpus(workload.spec) or gpu_groups & set(workload.groups):
            continue
        for index, one in enumerate(own_tolerations(workload.spec)):
            if one.key is not None and tolerates(one, GPU_TAINT):
                message = f"{workload.name} asks for no GPU, but tolerates {GPU_TAINT}"
                fix = "remove it, or name a GPU group in 'node_groups' if the workload should run there"
                yield warning(__name__, f"{workload.where}.tolerations[{index}]", message, fix, *NODES)
