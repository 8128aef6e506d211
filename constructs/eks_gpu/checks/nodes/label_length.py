"""A label or taint key is longer than EKS allows, or a label has no value.

**Why.** Kubernetes allows a key of 63 characters after a prefix of 253, and empty values. The EKS API allows 63
characters in total, and no empty label value (`labelKey`, `labelValue`, `taintKey` in its model); the apply fails.

**Fix.** Write a shorter prefix, or a value such as `"true"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_MOST = 63

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      a-team-with-a-very-long-name.platform.example.com/cost-center-number: "4711"
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      example.com/cost-center-number: "4711"
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Measure the labels and taints of every group."""
    for where, group in all_entries(design.spec):
        for key, value in group.labels.items():
            if len(key) > _MOST:
                yield _too_long(f"{where}.labels.{key}", key)
            if not value:
                message = f"label {key!r} has no value, but EKS requires one"
                yield error(__name__, f"{where}.labels.{key}", message, 'write a value, such as "true"')
        for index, taint in enumerate(group.taints):
            if len(taint.key) > _MOST:
                yield _too_long(f"{where}.taints[{index}].key", taint.key)


def _too_long(where: str, key: str) -> Problem:
    message = f"the key has {len(key)} characters including its prefix; EKS allows {_MOST}"
    return error(__name__, where, message, "write a shorter prefix")
