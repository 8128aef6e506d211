"""The edit changes how long a Job may take, which counts from when it began.

**Why.** Of a Job the limit is the one part that changes while it runs. A Job that began longer ago than a new or
shorter limit is ended at once, with its pods. A limit that is removed stays: the provider would send 0 for it
(terraform-provider-kubernetes 2.38, `patchJobV1Spec`), which ends the Job at once too, so eks-gpu has Terraform leave
it as it is.

**Fix.** Write a limit that is longer than the Job has run by now; for none any more a very long one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.changes._pods import other_parts
from eks_gpu.checks._report import warning
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_KINDS = frozenset({"job", "training_job"})
# Longer than any Job.
_NEVER = "1000h"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the limits of Jobs that are not replaced."""
    for was, now in workloads(old, new):
        if was.spec.kind != now.spec.kind or now.spec.kind not in _KINDS or other_parts(was, now):
            continue
        before, after = was.spec.time_limit, now.spec.time_limit
        where = f"{now.where}.time_limit"
        if before and not after:
            message = f"{now.name} was made to end after {before}, and keeps that"
            yield warning(__name__, where, message, f"write a longer one, such as 'time_limit: {_NEVER}'")
        elif after and (not before or seconds(after) < seconds(before)):
            message = f"the limit counts from when {now.name} began: if that was more than {after} ago, it ends at once"
            look = f"kubectl --namespace {now.spec.namespace} get job {now.name}"
            yield warning(
                __name__, where, message, f"look at its age first ({look}), and write a longer one if need be"
            )
