"""A GPU group has a type without a GPU, or other nodes have a type with one.

**Why.** A GPU group's nodes have the GPU taint and NVIDIA's AMI: a type without a GPU would start, but no GPU pod would
ever run on it. GPUs on system nodes and in `node_groups` would be paid for, but those nodes have no NVIDIA driver, so
no pod could request them.

**Fix.** Move the type to the group where it belongs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import instance_types
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: its group would be left out, or get an AMI of the other kind.
IGNORABLE = False

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [m7i.large]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each type's GPU with the purpose of its group."""
    for where, name in instance_types(design.spec):
        kind = catalog.instance_type(name)
        if kind is None:
            continue
        if where.startswith("gpu") and kind.gpu is None:
            message = f"{name!r} has no GPU; nodes of a GPU group need one"
            yield error(__name__, where, message, "write a type such as g6.xlarge")
        elif not where.startswith("gpu") and kind.gpu:
            who = "system nodes" if where.startswith("system") else "nodes of 'node_groups'"
            message = f"{name!r} has {plural(kind.gpu.count, f'{kind.gpu.model} GPU')}, which {who} do not use"
            yield error(__name__, where, message, "write a type such as m7i.large, and move this one to a GPU group")
