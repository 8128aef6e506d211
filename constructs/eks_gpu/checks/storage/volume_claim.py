"""A claim belongs to a workload that is not a stateful set, or is larger than EBS volumes can be.

**Why.** A claim belongs to one pod, and an EBS volume to one node at a time. All pods of a deployment would compete for
the same volume, and a job's pods could not find theirs again. Only a stateful set gives each pod a volume of its own,
and returns it after a restart. A gp3 volume has at most 64 TiB; a larger claim stays Pending forever, and so does its
pod.

**Fix.** Write `kind: stateful_set`; or use `scratch` for data that may be lost and `storage` for data that several pods
share. Write a smaller claim, or several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads
from eks_gpu.scheduling.quantity import mebibytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# EBS's limit for gp3 since September 2025; it was 16 TiB before.
_MOST_TIB = 64

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /cache, claim: 10Gi}
"""
GOOD = """\
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /cache, claim: 10Gi}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the kind of every workload with claims, and the claims' sizes."""
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            if volume.claim and workload.kind != "stateful_set":
                message = (
                    f"only a stateful_set can have a claim, which is for one pod; {workload.name} is a {workload.kind}"
                )
                fix = "write 'scratch' for data that may be lost, 'storage' for shared data, or 'kind: stateful_set'"
                yield error(__name__, f"{where}.volumes[{index}].claim", message, fix, f"{where}.kind")
            if volume.claim and mebibytes(volume.claim) > _MOST_TIB * 2**20:
                message = (
                    f"a claim of {volume.claim} needs a single volume, and EBS offers gp3 only up to {_MOST_TIB}Ti"
                )
                fix = f"write {_MOST_TIB}Ti or less, or several claims with different paths"
                yield error(__name__, f"{where}.volumes[{index}].claim", message, fix)
