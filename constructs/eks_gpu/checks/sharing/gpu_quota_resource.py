"""A quota names a resource that no group offers.

**Why.** No pod would ever count against this quota. Meanwhile the resource that was meant is at 0, because a quota by
resource forbids every resource that it does not name.

**Fix.** Write one of the resources that the message lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import instead, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
namespaces:
  - name: team
    gpu_quota: {gpu.shared: 4}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4, rename: true}
namespaces:
  - name: team
    gpu_quota: {gpu.shared: 4}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the resources in quotas with those that the groups offer."""
    offered = sorted({name.partition("/")[2] for group in design.gpu_nodes for name in group.offers} | {"gpu"})
    for index, namespace in enumerate(design.spec.namespaces):
        if not isinstance(namespace.gpu_quota, dict):
            continue
        for name in namespace.gpu_quota:
            if name not in offered:
                where = f"namespaces[{index}].gpu_quota.{name}"
                message = f"no group offers {name!r}; the groups offer {listed(offered)}"
                fix = instead(name, offered, "remove it")
                yield warning(__name__, where, message, fix, "gpu_node_groups")
