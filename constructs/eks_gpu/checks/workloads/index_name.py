"""A cron job whose pods are numbered has a name that leaves no room for the numbers.

**Why.** With several `completions`, the host name of each pod consists of the run's name and the pod's number, and may
have at most 63 characters (Kubernetes, Indexed Jobs). A run adds nine characters to the name of its cron job. With a
longer name Kubernetes creates the cron job but refuses each of its runs, and only an event says so.

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

# The limit of a host name, and the characters that a run adds: "-" and minutes since 1970
# (Kubernetes, cronjob/utils.go, getJobName).
_HOST_NAME, _RUN = 63, 9

BAD = """\
workloads:
  - name: evaluation-of-every-model-in-the-registry-each-night
    kind: cron_job
    image: registry.example/evaluate:1
    schedule: "0 3 * * *"
    completions: 100
"""
GOOD = """\
workloads:
  - name: nightly-evaluation
    kind: cron_job
    image: registry.example/evaluate:1
    schedule: "0 3 * * *"
    completions: 100
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compute the longest pod name; the name of a plain job always leaves enough room."""
    for where, workload in workloads(design.spec):
        completions = workload.completions or 1
        most = _HOST_NAME - _RUN - len(f"-{completions - 1}")
        if workload.kind == "cron_job" and completions > 1 and len(workload.name) > most:
            message = (
                f"{workload.name!r} has {len(workload.name)} characters, but with {completions} completions it may "
                f"have {most}, because its pods' host names contain it"
            )
            yield error(__name__, f"{where}.name", message, "write a shorter one", f"{where}.completions")
