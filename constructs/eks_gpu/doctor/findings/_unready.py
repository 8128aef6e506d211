"""Controllers, jobs and claims that are not as they should be, where no pod was gathered that says more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.findings._about import kubectl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Job
    from eks_gpu.doctor.situation.whole import Situation

# The object, the message, the next step, and a quote that may be empty.
Row = tuple[str, str, str, str]
# A claim that waits for the first pod that uses it is well, and a young one is on its way.
_WAITS_FOR_POD, _YOUNG = {"WaitForFirstConsumer", "WaitForPodScheduled"}, 5
_OF_CRON_JOB = re.compile(r"(.+)-\d{8,10}\Z")


def unready(situation: Situation) -> Iterator[Row]:
    """Everything but pods and events that visibly fails."""
    yield from _of_controllers(situation)
    yield from _of_claims(situation)
    yield from _of_jobs(situation)


def _of_controllers(situation: Situation) -> Iterator[Row]:
    """DaemonSets and Deployments whose pods are not ready, where no pod was gathered that says more."""
    if situation.seen.knows("Pod"):
        return
    for one in situation.seen.daemon_sets:
        missing = one.status.desired - one.status.ready
        if missing > 0:
            where = f"DaemonSet {one.full_name}"
            message = (
                f"{missing} of its {one.status.desired} pods are not ready, and nothing that was gathered says why"
            )
            fix = f"{kubectl(one)} get pods -o wide | grep {one.name}, and describe one"
            yield where, message, fix, ""
    for one in (*situation.seen.deployments, *situation.seen.stateful_sets):
        # A manifest says nothing about pods.
        wanted, ready = one.status.desired or one.status.replicas, one.status.ready
        kind = "StatefulSet" if one in situation.seen.stateful_sets else "Deployment"
        if ready < wanted:
            message = f"{wanted - ready} of its {wanted} pods are not ready, and nothing that was gathered says why"
            fix = (
                f"{kubectl(one)} get pods | grep {one.name}, and describe one; if there is none, describe its "
                "ReplicaSet: the event FailedCreate has the reason"
            )
            yield f"{kind} {one.full_name}", message, fix, ""


def _of_claims(situation: Situation) -> Iterator[Row]:
    """Claims that stay Pending, and not because no pod uses them yet."""
    for one in situation.seen.claims:
        minutes = situation.seen.minutes_since(one.metadata.creation)
        newest = next(situation.events_of("PersistentVolumeClaim", one.name, one.metadata.namespace), None)
        waits = newest is not None and newest.reason in _WAITS_FOR_POD
        if one.status.phase == "Lost" or (one.status.phase == "Pending" and not waits and (minutes or 60) > _YOUNG):
            message = f"the claim is {one.status.phase}, so a pod that uses it cannot start"
            fix = (
                f"{kubectl(one)} describe pvc {one.name}: its events give the reason; without a storage class in the "
                "claim, one of `kubectl get storageclass` must be the default"
            )
            yield f"PersistentVolumeClaim {one.full_name}", message, fix, ""


def _of_jobs(situation: Situation) -> Iterator[Row]:
    """Jobs that failed; a later job of the same CronJob that is complete makes one a trace."""
    done = {_series(one) for one in situation.seen.jobs if one.condition("Complete")} - {""}
    for one in situation.seen.jobs:
        failed = one.condition("Failed")
        if failed and _series(one) not in done:
            why = ": ".join(filter(None, (failed.reason, failed.message)))
            message = f"the job failed{f' ({failed.reason})' if failed.reason else ''}"
            fix = f"{kubectl(one)} logs job/{one.name}, or describe the job if its pods are gone"
            yield f"Job {one.full_name}", message, fix, why


def _series(one: Job) -> str:
    """The CronJob of a job, by the time that ends the name; empty for another job."""
    found = _OF_CRON_JOB.match(one.name)
    return f"{one.metadata.namespace}/{found[1]}" if found else ""
