"""A group has two taints with the same key and effect.

**Why.** Kubernetes identifies a taint by its key and effect, and EKS refuses a second one. Every GPU group already has
the taint `nvidia.com/gpu=present:NoSchedule`.

**Fix.** Remove one of the two, or give it another key or effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_entries
from eks_gpu.scheduling.taints import GPU_TAINT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    taints:
      - {key: nvidia.com/gpu, value: "true", effect: NoSchedule}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    taints:
      - {key: example.com/team, value: research, effect: NoSchedule}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated keys and effects, the GPU taint included."""
    for where, group in all_entries(design.spec):
        derived = (GPU_TAINT.key, GPU_TAINT.effect.kubernetes)
        seen = {derived: "on every GPU group"} if where.startswith("gpu") else {}
        for index, taint in enumerate(group.taints):
            here = f"{where}.taints[{index}]"
            key = (taint.key, taint.effect)
            if key in seen:
                message = f"a taint {taint.key} with effect {taint.effect} is already {seen[key]}"
                yield error(
                    __name__, here, message, "remove this taint, or change its key or effect", f"{where}.taints"
                )
            seen.setdefault(key, f"at {here}")
