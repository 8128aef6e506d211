"""A workload's MIG profile is missing, or no group has slices of it.

**Why.** A group with slices of several profiles offers each under a resource name of its own, such as
`nvidia.com/mig-1g.10gb`, and no `nvidia.com/gpu`. A pod that requests GPUs without naming a profile would stay Pending.

**Fix.** Write one of the profiles that the message lists in `gpu_profile`, or remove the field if no group uses MIG.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.sharing.group_sharing import MIG, SHARED
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, MachinesDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    sharing:
      mig: {3g.40gb: 1, 1g.10gb: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    sharing:
      mig: {3g.40gb: 1, 1g.10gb: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpu_profile: 3g.40gb
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads whose groups do not offer the resource that their pods request."""
    for workload in design.workloads:
        named = workload.spec.node_groups
        groups = [group for group in design.gpu_nodes if named is None or group.name in named]
        if not workload.spec.gpus or not groups or any(workload.gpu_resource in group.offers for group in groups):
            continue
        profiles = list(dict.fromkeys(name for group in groups for name in _profiles(group)))
        where, profile = f"{workload.where}.gpu_profile", workload.spec.gpu_profile
        of = listed(group.name for group in groups)
        rests_on = ("gpu_node_groups", f"{workload.where}.node_groups")
        if profile is None:
            message = f"{of} has MIG slices and no whole GPU, and {workload.name} does not say which slice it wants"
            yield error(__name__, workload.where, message, f"add 'gpu_profile', one of {listed(profiles)}", *rests_on)
        elif profiles:
            message = f"no GPU of {of} has a slice of {profile}; there are {listed(profiles)}"
            yield error(
                __name__,
                where,
                message,
                f"write {listed(profiles) if len(profiles) == 1 else f'one of {listed(profiles)}'}",
                *rests_on,
            )
        else:
            message = f"no GPU of {of} is partitioned by MIG, and {workload.name} asks for slices of {profile}"
            yield error(__name__, where, message, "remove it, or write 'sharing: {mig: …}' in a group", *rests_on)


def _profiles(group: MachinesDesign) -> list[str]:
    found = [group.sharing.profile] if group.sharing.profile else []
    return found or [name.removeprefix(MIG).removesuffix(SHARED) for name in group.sharing.units if MIG in name]
