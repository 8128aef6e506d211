"""The memory of queues: admitted work, GPUs in use, and the beginnings of waits."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design import FlavorDesign
    from eks_gpu.simulation.inputs import Batch


@dataclass
class Admission:
    """Work that has been admitted.

    Attributes:
        flavor: The flavor that it got.
        at: When.
        pods: Pods that have not ended yet.
    """

    flavor: FlavorDesign
    at: int
    pods: int


@dataclass(frozen=True)
class Wait:
    """A time that work has spent in a queue.

    Attributes:
        workload: Name of the workload.
        queue: Its queue.
        since: When it began to wait.
        until: When it was admitted; None if it still waits at the end.
        why: Reason at the beginning of the wait.
    """

    workload: str
    queue: str
    since: int
    until: int | None
    why: str


@dataclass
class Queues:
    """The state of all queues.

    Attributes:
        admitted: Admitted work, by batch.
        since: Time by which the work of a queue is ordered: its arrival, or when it was not ready in time.
        began: When each batch began to wait: at its arrival, or when it was stopped.
        retry: Until when a batch that was not ready in time is left out.
        tries: How often it was not ready in time.
        reasons: Why a batch waits, as of its first refusal.
        waits: Times that have ended.
        used: GPUs in use by flavor, resource and queue.
        sizes: GPUs in use of each queue, at each change.
    """

    admitted: dict[int, Admission] = field(default_factory=dict)
    since: dict[int, int] = field(default_factory=dict)
    began: dict[int, int] = field(default_factory=dict)
    retry: dict[int, int] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    used: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    sizes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def use(self, batch: Batch, flavor: str, pods: int, now: int) -> None:
        """Count pods of a batch as users of a flavor; a negative number gives GPUs back."""
        if batch.queue is None:
            return
        for resource, amount in batch.limited.items():
            users = self.used.setdefault((flavor, resource), {})
            users[batch.queue] = users.get(batch.queue, 0) + amount * pods
        sizes = self.sizes.setdefault(batch.queue, [(0, 0)])
        if sizes[-1][0] == now:
            sizes.pop()
        sizes.append((now, sum(users.get(batch.queue, 0) for users in self.used.values())))

    def users(self, flavor: str, resource: str) -> dict[str, int]:
        """The use of one resource of a flavor by queue."""
        return self.used.get((flavor, resource), {})
