"""The autoscaler would buy a GPU node for a workload, and the pod would not fit on it.

**Why.** Before there is a node, the Cluster Autoscaler plans with what EC2 says of the type: all of its CPU and
memory, 110 pods. Kubelet then keeps a part for itself (awslabs/amazon-eks-ami, `kubelet/config.go`), daemons take
theirs, and the operating system sees less memory than EC2 names: 1.7 to 5.8 % less was measured, up to 6 % is counted
with here. A pod in the gap between the two buys a node, stays Pending beside it, and buys again.

**Fix.** Ask for no more than a node surely has; the message says how much that is. Left out, `cpu` and `memory` are
a fair share by GPUs, which always fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import field, fix, rests_on, told
from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups that would be scaled up in vain."""
    for found in design.schedulability:
        stuck = found.having("stays-pending")
        if stuck:
            workload, first = found.workload, stuck[0].fit.obstacles[0]
            buys = any(
                group.min_nodes == 0 for group in design.gpu_groups if group.name in {one.group for one in stuck}
            )
            message = f"{workload.name} would {'buy a node and ' if buys else ''}stay Pending: {told(stuck)}"
            yield error(__name__, field(workload, first), message, fix(first), *rests_on(workload))
