"""A job has containers next to its own.

**Why.** Kubernetes counts a pod as finished only when all its containers have ended. A proxy or a log shipper does not
end by itself, so the job never finishes and its GPU node stays. Kubernetes' own answer, an init container with
`restartPolicy: Always`, is not in the Kubernetes provider of this release.

**Fix.** Let the container end with the work, such as by a file that the workload's container writes to a shared
scratch volume. Or apply the job with `kubectl`, and judge it with `eks-gpu check --manifests`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    containers:
      - {name: shipper, image: "registry.example/shipper:1"}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


_JOBS = frozenset({"job", "cron_job", "training_job"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for containers next to those of jobs."""
    for where, workload in workloads(design.spec):
        if workload.kind in _JOBS and workload.containers:
            names = listed([container.name for container in workload.containers])
            message = f"{workload.name} ends only when {names} has ended, too; until then its GPUs are paid for"
            fix = f"make sure that {names} ends with the work, then ignore this finding"
            yield warning(__name__, f"{where}.containers", message, fix, f"{where}.kind")
