"""A claim is in a workload that is no stateful set, or is larger than EBS makes volumes.

**Why.** A claim belongs to one pod, and an EBS volume to one node at a time. The pods of a deployment would all want
the same one; a job's could not find it again. Only a stateful set gives each pod one of its own, and the same one back.
A volume of gp3 has at most 64 TiB; a claim for more waits for ever, and so does its pod.

**Fix.** `kind: stateful_set`; or `scratch` for what may be lost, `storage` for what several pods share.
A smaller claim, or several.
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


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the kinds of workloads with claims."""
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            if volume.claim and workload.kind != "stateful_set":
                message = f"a claim is for one pod, and goes with stateful_set; {workload.name} is a {workload.kind}"
                fix = "write 'scratch' for what may be lost, 'storage' for what pods share, or 'kind: stateful_set'"
                yield error(__name__, f"{where}.volumes[{index}].claim", message, fix, f"{where}.kind")
            if volume.claim and mebibytes(volume.claim) > _MOST_TIB * 2**20:
                message = f"a claim of {volume.claim} is for one volume, and EBS makes none of gp3 above {_MOST_TIB}Ti"
                fix = f"write {_MOST_TIB}Ti or less, or claims at several paths"
                yield error(__name__, f"{where}.volumes[{index}].claim", message, fix)
