"""The edit changes a Job's time limit, which counts from the Job's start.

**Why.** The limit is the one part of a Job that changes while it runs. If the Job has already run longer than a new or
shorter limit, Kubernetes ends it at once, with its pods. A limit that is removed stays in effect: the provider would
send 0 for it (terraform-provider-kubernetes 2.38, `patchJobV1Spec`), which would also end the Job at once, so eks-gpu
makes Terraform ignore the removal.

**Fix.** Write a limit that is longer than the Job has run so far; to have practically none, write a very long one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.changes.workloads._pods import other_parts
from eks_gpu.checks._report import warning
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_KINDS = frozenset({"job", "training_job"})
# Longer than any Job.
_NEVER = "1000h"

BEFORE = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    time_limit: 48h
"""
BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    time_limit: 24h
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    time_limit: 72h
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the limits of Jobs that are not replaced."""
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind or now.spec.kind not in _KINDS or other_parts(was, now):
            continue
        before, after = was.spec.time_limit, now.spec.time_limit
        where = f"{now.where}.time_limit"
        if before and not after:
            message = f"{now.name} was created with a limit of {before}, and keeps it"
            yield warning(__name__, where, message, f"write a longer one, such as 'time_limit: {_NEVER}'")
        elif after and (not before or seconds(after) < seconds(before)):
            message = (
                f"the limit counts from the start of {now.name}: if that was more than {after} ago, it ends at once"
            )
            look = f"kubectl --namespace {now.spec.namespace} get job {now.name}"
            yield warning(__name__, where, message, f"check its age first ({look}), and write a longer limit if needed")
