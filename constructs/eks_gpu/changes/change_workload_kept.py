"""A Job or a bare pod keeps its groups and zone spread, and a Job its time limit and `evictable`, despite the edit.

**Why.** Kubernetes does not change the pod of a Job. For other groups in its node affinity, or another number of zones
in its spread, the provider would plan an update and send nothing (terraform-provider-kubernetes 2.38,
`patchJobV1Spec`), again at every plan; so eks-gpu tells Terraform to ignore both. A group that is added later changes
nothing for jobs that exist, which is as it should be; other `node_groups` and `zone_spread` change nothing either. A
pod that was made to spread over more zones than it can now go to waits, since each zone may hold one. A time limit that
is taken away the provider sends as 0, which would end the Job, so that is left alone too; of a Job without one it
replaces what is not there, and Kubernetes refuses that.

**Fix.** Give the new run another name, which runs it as the file says. For no limit any more write a long one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.changes._pods import FIXED_KINDS, other_groups, other_parts
from eks_gpu.checks._report import error, warning
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

# Longer than any Job.
_NEVER = "1000h"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the groups, zones and time limits of jobs and pods that are not replaced for another reason."""
    for was, now in workloads(old, new):
        fixed = was.spec.kind == now.spec.kind and now.spec.kind in FIXED_KINDS
        if not fixed or other_parts(was, now):
            continue
        yield from _time_limit(was, now)
        yield from _evictable(was, now)
        if other_groups(was, now):
            before, after = (", ".join(one.groups) for one in (was, now))
            message = f"{before} becomes {after}, but a {now.spec.kind} cannot change: {now.name} keeps its groups"
            fix = "give the new run another name"
            yield warning(__name__, f"{now.where}.node_groups", message, fix, "gpu_node_groups", "network")
        if was.spread_over_zones != now.spread_over_zones:
            yield _spread(was, now)


def _spread(was: WorkloadDesign, now: WorkloadDesign) -> Problem:
    before, after = (
        f"a spread over {plural(one.spread_over_zones, 'zone')}" if one.spread_over_zones else "no spread"
        for one in (was, now)
    )
    fewer = 0 < now.spread_over_zones < was.spread_over_zones
    waits = "; with fewer zones than it was made for, each holds one of its pods" if fewer else ""
    message = f"{before} becomes {after}, but a {now.spec.kind} cannot change: {now.name} keeps what it has{waits}"
    fix = "give the new run another name"
    return warning(__name__, f"{now.where}.zone_spread", message, fix, "gpu_node_groups", "network")


def _evictable(was: WorkloadDesign, now: WorkloadDesign) -> Iterator[Problem]:
    """An annotation of its pods, which Terraform leaves as it is."""
    if now.job and was.movable != now.movable:
        keeps = "may be evicted" if was.movable else "may not be evicted"
        message = f"{now.name} was created with pods that {keeps} by the autoscaler, and keeps that"
        yield warning(__name__, f"{now.where}.evictable", message, "give the new run another name")


def _time_limit(was: WorkloadDesign, now: WorkloadDesign) -> Iterator[Problem]:
    """From one limit to another it changes in place."""
    before, after = was.spec.time_limit, now.spec.time_limit
    where = f"{now.where}.time_limit"
    if before and not after:
        message = f"{now.name} was made to end after {before}, and keeps that"
        yield warning(__name__, where, message, f"write a longer one, such as 'time_limit: {_NEVER}'")
    if after and not before:
        message = f"{now.name} was made without a time limit, and none can be added: the apply fails"
        yield error(__name__, where, message, "remove it, or give the new run another name")
