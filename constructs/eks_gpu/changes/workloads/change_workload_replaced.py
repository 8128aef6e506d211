"""The edit replaces a workload: it changes kind or namespace, or is a Job whose pod changes.

**Why.** Kubernetes cannot change the pod of a Job, so Terraform destroys the Job and creates another, which runs again
from the beginning, even if the old one had finished. The same applies to a bare pod. CPU, memory, groups or tolerations
that the file does not contain follow from the GPU groups and from what runs on their nodes (`daemons`,
`daemon_reserve`), and change with them. A stateful set whose claims change is replaced too; the old claims stay, with
their data. A cron job is replaced if its number of completions changes or, with several completions, its number of
restarts. Kind and namespace identify an object: the old one is deleted, its pods stop, and the new one starts without
them.

**Fix.** Wait for a running job to finish. Give a new run another name; a finished job can be removed from the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import moved_workloads, workloads
from eks_gpu.changes.workloads._derived import as_it_was, can_be_kept
from eks_gpu.changes.workloads._pods import DERIVED, NEVER_WRITTEN, cron_parts, other_parts
from eks_gpu.checks._report import warning
from eks_gpu.design.workloads.workload import FIXED_KINDS
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_WAIT = "wait until it has finished, or give the new run another name"
_MEANT = "nothing, if that is intended"

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
    image: registry.example/train:2
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
  - name: train-2
    kind: job
    image: registry.example/train:2
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare namespaces and kinds, and the pods of jobs."""
    for was, now in moved_workloads(old, new):
        message = (
            f"{now.name} moves from {was.spec.namespace} to {now.spec.namespace}: its pods stop, others start there"
        )
        yield warning(__name__, f"{now.where}.namespace", message, _MEANT)
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind:
            message = f"{now.name} was a {was.spec.kind} and becomes a {now.spec.kind}: its pods stop, others start"
            yield warning(__name__, f"{now.where}.kind", message, _MEANT)
        elif now.spec.kind in FIXED_KINDS and (fields := other_parts(was, now)):
            yield _anew(was, now, fields)
        elif now.spec.kind == "stateful_set" and _claims(was) != _claims(now):
            message = f"the claims of {now.name} change, so the stateful set is replaced, and all its pods stop"
            yield warning(
                __name__, f"{now.where}.volumes", message, "nothing, if that is intended; the old claims stay"
            )
        elif now.spec.kind == "cron_job" and (edits := cron_parts(was, now)):
            field, before, after = edits[0]
            message = f"{field}: {before} becomes {after}, so {now.name} is replaced, and a run in progress stops"
            yield warning(__name__, f"{now.where}.{field}", message, "apply it between two runs")


def _claims(workload: WorkloadDesign) -> list[str]:
    return [volume.name for volume in workload.volumes if volume.kind == "claim"]


def _anew(was: WorkloadDesign, now: WorkloadDesign, fields: list[str]) -> Problem:
    own = [field for field in fields if field not in DERIVED or _value(was, field) != _value(now, field)]
    what = f"{listed(fields)} {'changes' if len(fields) == 1 else 'change'}"
    cause = "" if own else " (derived from the GPU groups and the daemons on their nodes)"
    message = f"{what}{cause}, but a {now.spec.kind} cannot change: {now.name} is replaced and runs again"
    where = f"{now.where}.{own[0]}" if own else now.where
    # Not useful if a part that no file can set differs as well.
    cannot = own or NEVER_WRITTEN & set(fields) or not can_be_kept(was, now)
    keep = "" if cannot else f"; to keep it, write {listed(as_it_was(was, fields))}"
    return warning(
        __name__, where, message, f"{_WAIT}{keep}", "gpu_node_groups", "network", "daemons", "daemon_reserve"
    )


def _value(workload: WorkloadDesign, field: str) -> object:
    """The field's value in the file."""
    return getattr(workload.spec, field)
