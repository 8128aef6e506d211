"""A node label has a key that eks-gpu sets itself.

**Why.** The device plugin, the autoscaler and workload selectors depend on these labels, so eks-gpu would ignore the
value written here.

**Fix.** Remove the label, or choose another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      nvidia.com/gpu.present: "no"
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      example.com/team: research
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the declared labels with the derived ones."""
    for group in design.all_machines:
        for key, value in group.spec.labels.items():
            if (key in group.labels and group.labels[key] != value) or key.startswith("eks-gpu.io/"):
                derived = f" to {group.labels[key]!r}" if group.labels.get(key, value) != value else ""
                message = f"eks-gpu sets {key!r} itself{derived}; {value!r} would be ignored"
                yield error(__name__, f"{group.where}.labels.{key}", message, "remove the label, or choose another key")
