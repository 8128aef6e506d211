"""A Job or bare pod keeps its groups, Secrets, zones and account, whatever the edit says.

**Why.** Kubernetes cannot change the pod of a Job. For most edits Terraform replaces the Job. For other groups, other
Secrets, another `zone_spread` or `evictable` the provider would plan an update and send nothing
(terraform-provider-kubernetes 2.38, `patchJobV1Spec`), again at every plan, so eks-gpu makes Terraform ignore these. A
group that is added later does not affect existing jobs, which is intended. A pod that was created to spread over more
zones than it can use now may wait, because each zone may hold only one. A service account that is removed from a Job
stays in its pod: the provider keeps a value that is left out (Optional and Computed). If the account itself is deleted,
no further pod of the Job can start.

**Fix.** Give the new run another name; it then runs as the file says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.changes.workloads._pods import left_parts, other_groups, other_parts
from eks_gpu.checks._report import error, warning
from eks_gpu.design.workloads.workload import FIXED_KINDS
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_ANOTHER = "give the new run another name"

BEFORE = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    env_from_secrets: [model-hub]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
  - name: train-2
    kind: job
    image: registry.example/train-2:1
    env_from_secrets: [model-hub]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the fields that an object keeps if nothing else replaces it."""
    accounts = {(service_account.namespace, service_account.name) for service_account in new.service_accounts}
    for was, now in workloads(old, new):
        fixed = was.spec.kind == now.spec.kind and now.spec.kind in FIXED_KINDS
        if fixed and not other_parts(was, now):
            yield from _left(was, now)
            if was.service_account and not now.service_account:
                yield _account(was, now, deleted=(was.spec.namespace, was.service_account) not in accounts)


def _spread(was: WorkloadDesign, now: WorkloadDesign) -> Problem:
    before, after = (
        f"a spread over {plural(side.spread_over_zones, 'zone')}" if side.spread_over_zones else "no spread"
        for side in (was, now)
    )
    fewer = 0 < now.spread_over_zones < was.spread_over_zones
    waits = "; with fewer zones than it was created for, each holds one of its pods" if fewer else ""
    message = f"{before} becomes {after}, but a {now.spec.kind} cannot change: {now.name} keeps what it has{waits}"
    return warning(__name__, f"{now.where}.zone_spread", message, _ANOTHER, "gpu_node_groups", "network")


def _left(was: WorkloadDesign, now: WorkloadDesign) -> Iterator[Problem]:
    if other_groups(was, now):
        before, after = (", ".join(side.groups) for side in (was, now))
        message = f"{before} becomes {after}, but a {now.spec.kind} cannot change: {now.name} keeps its groups"
        yield warning(__name__, f"{now.where}.node_groups", message, _ANOTHER, "gpu_node_groups", "network")
    if fields := left_parts(was, now):
        message = f"a {now.spec.kind} cannot change: {now.name} keeps the {listed(fields)} that it was created with"
        yield warning(__name__, f"{now.where}.{fields[0]}", message, _ANOTHER)
    if was.spread_over_zones != now.spread_over_zones:
        yield _spread(was, now)
    if now.job and was.movable != now.movable:
        keeps = "may evict" if was.movable else "may not evict"
        message = f"the pods of {now.name} were created so that the autoscaler {keeps} them, and stay that way"
        yield warning(__name__, f"{now.where}.evictable", message, _ANOTHER)


def _account(was: WorkloadDesign, now: WorkloadDesign, *, deleted: bool) -> Problem:
    kept = f"a {now.spec.kind} cannot change: {now.name} keeps the service account {was.service_account}"
    where = f"{now.where}.service_account"
    if not deleted:
        return warning(__name__, where, f"{kept}, with its permissions", _ANOTHER)
    message = f"{kept}, which this edit deletes: no further pod of the {now.spec.kind} can start"
    return error(__name__, where, message, f"write it again; or {_ANOTHER}, or remove {now.name} once it has finished")
