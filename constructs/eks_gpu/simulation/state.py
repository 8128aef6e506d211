"""The content of a world: nodes, sums of batches, back-offs, and pending events."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.simulation.inputs import Batch, Offer, Pool


@dataclass(eq=False)
class Slot:
    """Room for pods in a zone: a node, or one that is expected.

    Attributes:
        pool: Of which pool.
        zone: Where.
        whole: What it offers when empty.
        free: What it offers now.
    """

    pool: Pool
    zone: str
    whole: Amounts
    free: dict[str, int]


@dataclass(eq=False)
class Node(Slot):
    """A node that was asked for.

    Attributes:
        asked: When; from then on EC2 bills it.
        ready: Since when it is Ready and counts as come; None until then.
        devices: Since when it offers its GPUs; None until then.
        refused: Whether EC2 has refused it, which the autoscaler is about to learn.
        pods: Pods on it, by batch.
        busy_since: Since when it has pods; None while it has none.
        shared_since: Since when the time with the present pods is not yet divided among them.
        unneeded_since: Since which scan it counts as unneeded.
        unremovable_until: Until when the autoscaler does not ask again whether its pods could move.
        gone: Whether it was removed.
        offer: The type that a provisioner bought; None for a node of a node group.
    """

    asked: int = 0
    ready: int | None = None
    devices: int | None = None
    refused: bool = False
    pods: dict[int, int] = field(default_factory=dict)
    busy_since: int | None = None
    shared_since: int = 0
    unneeded_since: int | None = None
    unremovable_until: int = 0
    gone: bool = False
    offer: Offer | None = None

    @property
    def used_share(self) -> float:
        """Share that pods have asked for of what the autoscaler judges it by."""
        return max(self._share(name) for name in self.pool.judged_by)

    def _share(self, name: str) -> float:
        has = self.whole.get(name, 0)
        return (has - self.free.get(name, 0)) / has if has else 0.0


@dataclass
class Tally:
    """The outcome of a batch.

    Attributes:
        waiting: Pods that a quota keeps from being created.
        pending: Pods without a node.
        evicted: Of these, pods that were started before.
        started: Pods that were started at all.
        finished: Pods that have ended.
        restarts: Starts after an eviction.
        since: When the first of the pending pods became pending.
        latest: When the last of them did.
        first_start: When the first pod started; None until then.
        last_start: When the last one started.
        failed: Pods of a gang that has given up.
        run: How often a queue has stopped all its pods; what was planned for earlier runs does not happen.
    """

    waiting: int = 0
    pending: int = 0
    evicted: int = 0
    started: int = 0
    finished: int = 0
    restarts: int = 0
    since: int = 0
    latest: int = 0
    first_start: int | None = None
    last_start: int | None = None
    failed: int = 0
    run: int = 0


@dataclass
class Backoff:
    """When a pool may be tried again, and for how long it was kept back the last time."""

    until: int
    spell: int
    failed: int


@dataclass(frozen=True)
class Due:
    """Something that happens at a certain time; what it needs of `batch`, `node` and `pods` depends on the kind."""

    kind: Literal[
        "arrive", "ready", "devices", "seen", "finish", "refused", "provision", "empty", "late", "retry", "gives-up"
    ]
    batch: Batch | None = None
    nodes: tuple[Node, ...] = ()
    pods: int = 0
    run: int = 0
