"""A cron job whose pods are numbered has a name that leaves no room for the numbers.

**Why.** Each pod of several `completions` is called after its run and its number, and that is its host name, of 63
characters at most (Kubernetes, Indexed Jobs). A run adds nine characters to the name of its cron job. With a longer
name Kubernetes makes the cron job and refuses each of its runs: only an event says so.

**Fix.** Write a shorter name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Of a host name; and what a run adds: '-' and the minutes since 1970 (Kubernetes, cronjob/utils.go, getJobName).
_HOST_NAME, _RUN = 63, 9


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the longest name of a pod; a job's own leaves room enough."""
    for where, workload in workloads(design.spec):
        completions = workload.completions or 1
        most = _HOST_NAME - _RUN - len(f"-{completions - 1}")
        if workload.kind == "cron_job" and completions > 1 and len(workload.name) > most:
            message = (
                f"{workload.name!r} has {len(workload.name)} characters, and with {completions} completions it may "
                f"have {most}: the pods of its runs are called after it"
            )
            yield error(__name__, f"{where}.name", message, "write a shorter one", f"{where}.completions")
