"""Failed launches of Auto Scaling groups, sorted by their cause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_gpu.doctor.answers.status import autoscaler_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.situation.whole import Situation

Kind = Literal["quota", "capacity", "other"]
# Messages about a capacity reservation: more types or zones do not help there.
OF_RESERVATION = re.compile(
    r"[Cc]apacity [Rr]eservation|requested reservation|cr-[0-9a-f]{8,}|ReservationCapacityExceeded"
)
# Messages of EC2 as Auto Scaling repeats them (kubernetes/kops #15778, scrapoxy/scrapoxy #202,
# aws-deepracer-community/deepracer-on-the-spot #55; 2i2c-org/infrastructure #3334, kubernetes/autoscaler #3241,
# aws/aws-parallelcluster #1944, mludvig/aws-ethereum-miner #23).
_QUOTA = re.compile(
    r"VcpuLimitExceeded|more vCPU capacity than your current vCPU limit|MaxSpotInstanceCountExceeded|"
    r"Max spot instance count exceeded|InstanceLimitExceeded|instance limit",
    re.IGNORECASE,
)
_CAPACITY = re.compile(
    r"InsufficientInstanceCapacity|do not have sufficient|no Spot capacity|UnfulfillableCapacity|"
    r"InsufficientReservedInstanceCapacity|Insufficient capacity|ReservationCapacityExceeded",
    re.IGNORECASE,
)
_NAMELESS = "an Auto Scaling group without name"


@dataclass(frozen=True, slots=True)
class Failure:
    """An Auto Scaling group that cannot start instances now.

    Attributes:
        group: Name of the Auto Scaling group, or of the node group if EKS reported the failure.
        gpu_groups: The GPU group of the declaration that it belongs to; empty for the system group.
        kind: The resource that ran out.
        text: The message of the tool that reported it.
    """

    group: str
    gpu_groups: tuple[str, ...]
    kind: Kind
    text: str


def failures(situation: Situation) -> Iterator[Failure]:
    """One failure for each group and kind; a later launch that succeeded cancels the failures before it."""
    reported: set[tuple[tuple[str, ...], Kind]] = set()
    for failure in (*_by_activities(situation), *_by_eks(situation), *_by_autoscaler(situation)):
        key = (failure.gpu_groups or (failure.group,), failure.kind)
        if key not in reported:
            reported.add(key)
            yield failure


def _by_activities(situation: Situation) -> Iterator[Failure]:
    started: set[str] = set()
    for activity in (
        activity for activity in situation.seen.activities if not situation.groups.is_foreign(activity.group)
    ):
        if activity.launches and activity.status == "Successful":
            started.add(activity.group)
        elif activity.launches and activity.status in {"Failed", "Cancelled"} and activity.group not in started:
            text = activity.message or activity.description
            groups = situation.groups.groups_of_scaling(activity.group)
            yield Failure(activity.group or _NAMELESS, groups, kind_of(text), text)


def _by_eks(situation: Situation) -> Iterator[Failure]:
    for group in (
        node_group
        for node_group in situation.seen.node_groups
        if node_group.cluster in {"", situation.design.cluster_name}
    ):
        pool = situation.groups.pool_of_group(group)
        groups = (pool[0].group.name,) if pool else ()
        for issue in group.health.issues:
            if issue.code in {"AsgInstanceLaunchFailures", "InstanceLimitExceeded"}:
                kind: Kind = "quota" if issue.code == "InstanceLimitExceeded" else kind_of(issue.message)
                yield Failure(group.name or _NAMELESS, groups, kind, f"{issue.code}: {issue.message}")


def _by_autoscaler(situation: Situation) -> Iterator[Failure]:
    """Failures that the autoscaler's status repeats from EC2; its own code for "no more instances" has no reason."""
    status = autoscaler_status(situation.seen)
    for name, text in sorted(status.backoff.items()) if status else ():
        if kind_of(text) != "other":
            yield Failure(name, situation.groups.groups_of_scaling(name), kind_of(text), text)


def kind_of(text: str) -> Kind:
    """The resource that a message reports as missing."""
    if _QUOTA.search(text):
        return "quota"
    if OF_RESERVATION.search(text):
        return "other"
    return "capacity" if _CAPACITY.search(text) else "other"
