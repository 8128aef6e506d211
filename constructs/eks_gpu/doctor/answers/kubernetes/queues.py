"""Kueue's objects: work that waits, and the queues that it waits in."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.kubernetes.metadata import Condition, KubernetesObject
from eks_gpu.doctor.answers.lenient import Answer


class QueuedSpec(Answer):
    """The queue of some work."""

    queue: str = Field("", alias="queueName")
    active: bool = True


class Conditions(Answer):
    """The state of an object."""

    conditions: tuple[Condition, ...] = ()


class QueuedWork(KubernetesObject):
    """A Workload of Kueue: a job, or a pod, as its queue sees it."""

    spec: QueuedSpec = QueuedSpec()
    status: Conditions = Conditions()

    def condition(self, kind: str) -> Condition | None:
        """The condition of a type."""
        return next((one for one in self.status.conditions if one.type == kind), None)

    @property
    def owner(self) -> str:
        """Kind and name of what the work belongs to."""
        return next((f"{owner.kind.lower()} {owner.name}" for owner in self.metadata.owners), self.name)


class ClusterQueue(KubernetesObject):
    """A ClusterQueue of Kueue."""

    status: Conditions = Conditions()
