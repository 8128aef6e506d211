"""The edit replaces a workload: another kind or namespace, or a Job with another pod.

**Why.** Kubernetes does not change the pod of a Job, so Terraform destroys the Job and creates another: it runs again
from the beginning, finished or not. The same goes for a bare pod. Where CPU, memory, groups or tolerations are not
written, they follow from the GPU groups and what runs on their nodes (`daemons`, `daemon_reserve`), and change with
them. A stateful set with more, fewer or other claims is replaced too; the claims of its pods stay, with their data. So
is a cron job with another number of completions, or, with several completions, another number of restarts. Kind and
namespace identify an object: the old one is deleted, its pods stop, and the new one starts without them.

**Fix.** Wait for a running job to finish. A new run belongs under another name; one that has finished can be taken out
of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._derived import as_it_was, can_be_kept
from eks_gpu.changes._pairs import moved_workloads, workloads
from eks_gpu.changes._pods import DERIVED, NEVER_WRITTEN, cron_parts, other_parts
from eks_gpu.checks._report import warning
from eks_gpu.design.workloads import FIXED_KINDS
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_WAIT = "wait until it has finished, or give the new run another name"
_MEANT = "nothing, if that is meant"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare namespaces and kinds, and the pods of jobs."""
    for was, now in moved_workloads(old, new):
        message = f"{now.name} leaves {was.spec.namespace} for {now.spec.namespace}: its pods stop, others start there"
        yield warning(__name__, f"{now.where}.namespace", message, _MEANT)
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind:
            message = f"{now.name} was a {was.spec.kind} and becomes a {now.spec.kind}: its pods stop, others start"
            yield warning(__name__, f"{now.where}.kind", message, _MEANT)
        elif now.spec.kind in FIXED_KINDS and (fields := other_parts(was, now)):
            yield _anew(was, now, fields)
        elif now.spec.kind == "stateful_set" and _claims(was) != _claims(now):
            message = f"the claims of {now.name} are not what it was made with: it is made anew, and all its pods stop"
            yield warning(__name__, f"{now.where}.volumes", message, "nothing, if that is meant; claims of old stay")
        elif now.spec.kind == "cron_job" and (edits := cron_parts(was, now)):
            field, before, after = edits[0]
            message = f"{field}: {before} becomes {after}, so {now.name} is replaced, and a run under way stops"
            yield warning(__name__, f"{now.where}.{field}", message, "apply it between two runs")


def _claims(workload: WorkloadDesign) -> list[str]:
    return [volume.name for volume in workload.volumes if volume.kind == "claim"]


def _anew(was: WorkloadDesign, now: WorkloadDesign, fields: list[str]) -> Problem:
    own = [one for one in fields if one not in DERIVED or _said(was, one) != _said(now, one)]
    what = f"{listed(fields)} {'differs' if len(fields) == 1 else 'differ'} from what it was created with"
    cause = "" if own else " (derived from the GPU groups and the daemons on their nodes)"
    message = f"{what}{cause}, and a {now.spec.kind} cannot change: {now.name} is replaced and runs again"
    where = f"{now.where}.{own[0]}" if own else now.where
    # Of no use where something differs as well that a file cannot say.
    cannot = own or NEVER_WRITTEN & set(fields) or not can_be_kept(was, now)
    keep = "" if cannot else f"; to keep it, write {listed(as_it_was(was, fields))}"
    return warning(
        __name__, where, message, f"{_WAIT}{keep}", "gpu_node_groups", "network", "daemons", "daemon_reserve"
    )


def _said(workload: WorkloadDesign, field: str) -> object:
    """What the user wrote."""
    return getattr(workload.spec, field)
