"""A workload has more replicas than its groups hold at their maximum.

**Why.** The remaining pods stay Pending forever, and the autoscaler cannot help. This check places all deployments,
stateful sets and bare pods together, by priority, on nodes as kubelet will report them. It reports the most pods that
can find room; `mixed-sizes` warns where kube-scheduler may place fewer. Pods of jobs take turns; `job-capacity` and
`training-capacity` judge them.

**Fix.** Use fewer replicas, or higher maxima. With `zone_spread` the zone with the least room decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign, WorkloadFit
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    replicas: 5
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 3
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    replicas: 5
    ports: [8000]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for workloads that found room for only some of their pods."""
    for found in design.schedulability:
        if found.verdict != "capacity" or not found.workload.serves:
            continue
        workload = found.workload
        where = f"{workload.where}{_field(workload)}"
        wanted = f"{plural(workload.wanted, 'replica')}{_most(workload)}"
        message = f"{wanted} of {workload.name}, but room for {found.placed} at best on {_rooms(found)}"
        least = found.placed - workload.serving.max_surge
        fix = f"write {least} or less, or raise the maxima" if least > 0 else "raise the maxima"
        yield warning(__name__, where, message, fix, *rests_on(workload), f"{workload.where}.gpus", "workloads")


def _field(workload: WorkloadDesign) -> str:
    if workload.spec.scaling:
        return ".scaling.max"
    return ".replicas" if workload.spec.replicas is not None else ""


def _most(workload: WorkloadDesign) -> str:
    """The reason why the number is larger than `replicas`."""
    surge = f" with the {workload.serving.max_surge} of an update" if workload.serving.max_surge else ""
    return f"{' at its most' if workload.spec.scaling else ''}{surge}"


def _rooms(found: WorkloadFit) -> str:
    mine = found.having("capacity")
    alone = sum(one.fit.places for one in mine)
    rooms = listed(
        f"{one.group} ({plural(one.fit.places // one.fit.per_node, 'node')} of {one.fit.per_node})" for one in mine
    )
    if alone < found.workload.wanted:
        return rooms
    why = "the spread over zones must stay even" if found.workload.spec.zone_spread else "other workloads take the rest"
    return f"{rooms}: {why}"
