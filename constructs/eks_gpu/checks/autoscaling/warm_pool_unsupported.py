"""A warm pool, or one of its settings, does not work with the rest of its group.

**Why.** Auto Scaling keeps warm pools only of On-Demand instances. On Bottlerocket, EKS supports neither hibernated
nodes nor nodes that return to the pool (`WarmPoolConfig` in the EKS API). The apply fails. A node that was stopped
comes back without the contents of its own disks, images and containers among them.

**Fix.** Write `capacity: on-demand`. With `local_storage`, write `state: running`. On Bottlerocket, write `state:
stopped` or `running`, and no `reuse`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g5.2xlarge]
    max_per_zone: 2
    capacity: spot
    warm_pool: {min: 1}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g5.2xlarge]
    max_per_zone: 2
    capacity: on-demand
    warm_pool: {min: 1}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the warm pool of every group."""
    for where, group in groups(design.spec):
        pool, here = group.warm_pool, f"{where}.warm_pool"
        if pool is None:
            continue
        if group.capacity != "on-demand":
            message = f"Auto Scaling keeps no warm pool of {group.capacity} instances"
            fix = "write 'capacity: on-demand', or remove 'warm_pool'"
            yield error(__name__, here, message, fix, f"{where}.capacity")
        if group.os == "bottlerocket" and pool.state == "hibernated":
            message = "Bottlerocket nodes cannot hibernate"
            yield error(__name__, f"{here}.state", message, "write 'state: stopped'", f"{where}.os")
        if group.os == "bottlerocket" and pool.reuse:
            message = "Bottlerocket nodes cannot return to the warm pool"
            yield error(__name__, f"{here}.reuse", message, "remove 'reuse'", f"{where}.os")
        if group.local_storage != "none" and pool.state != "running":
            message = f"a {pool.state} node loses the data on its own disks, where 'local_storage' puts images"
            fix = "write 'state: running', or remove 'local_storage'"
            yield error(__name__, f"{here}.state", message, fix, f"{where}.local_storage")
        if pool.max_prepared is not None and pool.max_prepared < pool.min:
            message = f"'min' is {pool.min}, but no more than {pool.max_prepared} may be prepared"
            yield error(__name__, f"{here}.max_prepared", message, f"write {pool.min} or more", f"{here}.min")
