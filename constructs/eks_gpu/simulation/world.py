"""The state at one moment: nodes, pods, and the memory of the autoscaler.

Only this module adds and removes nodes and their pods. The autoscaler's memory is written where it decides.
"""

from __future__ import annotations

import heapq
import random
from typing import TYPE_CHECKING

from eks_gpu.simulation.queues.state import Queues
from eks_gpu.simulation.record import Event, Record
from eks_gpu.simulation.shares import shares_of
from eks_gpu.simulation.state import Backoff, Due, Node, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.simulation.inputs import Batch, Offer, Plan, Pool, View
    from eks_gpu.simulation.record import Kind

# A node that has been ready for longer than this is the template for the next one of its pool, also when it is gone
# (processors/nodeinfosprovider/mixed_nodeinfos_processor.go, stabilizationDelay; its cache lives for 87,600 hours).
_STABLE = 60
# config/config.go: DefaultScanInterval.
SCAN = 10


class World:
    """Everything that changes."""

    def __init__(self, plan: Plan) -> None:
        """At the start the minima are there, and the autoscaler has seen a node of those pools."""
        self.plan = plan
        self.now = 0
        self.random = random.Random(plan.settings.seed)  # noqa: S311 - a guess at refusals, nothing secret
        self.pools: dict[str, list[Node]] = {pool.key: [] for pool in plan.pools}
        self.tallies = {batch.index: Tally() for batch in plan.batches}
        self.backoffs: dict[str, Backoff] = {}
        self.seen: set[str] = set()
        self.without_devices: set[str] = set()
        self.last_scale_up: int | None = None
        self.last_scan = 0
        self.batch_began: int | None = None
        self.provision_at: int | None = None
        self.record = Record()
        self.queues = Queues()
        self._due: list[tuple[int, int, Due]] = []
        self._number = 0
        for pool in plan.pools:
            for node in self.ask(pool, pool.min):
                node.ready = node.devices = 0
                self.seen.add(pool.key)

    # What is to come.

    def plan_for(self, at: int, due: Due) -> None:
        """Let something happen later."""
        self._number += 1
        heapq.heappush(self._due, (at, self._number, due))

    def next_due(self) -> int | None:
        """When something happens next."""
        return self._due[0][0] if self._due else None

    def at_or_after(self, at: int) -> int:
        """The first moment, not before this one, at which the autoscaler scans by the clock: so long after its last."""
        return self.last_scan + -(-(at - self.last_scan) // SCAN) * SCAN

    def take_due(self) -> Iterator[Due]:
        """The events that are due now."""
        while self._due and self._due[0][0] == self.now:
            yield heapq.heappop(self._due)[2]

    # Nodes.

    def ask(self, pool: Pool, count: int, offer: Offer | None = None, zone: str | None = None) -> list[Node]:
        """Ask EC2 for nodes; a provisioner says of which type, and perhaps where."""
        made, view = [], offer.node if offer else pool.node
        for _ in range(count):
            place = zone or self._zone(pool)
            node = Node(pool, place, view.free, dict(view.free), asked=self.now, offer=offer)
            self.pools[pool.key].append(node)
            made.append(node)
        self._measured(pool.group)
        return made

    def make_ready(self, node: Node) -> None:
        """A node joins; a minute later the autoscaler plans with it, instead of the template, and forever."""
        node.ready = self.now
        if node.pool.key not in self.seen and not node.pool.provisioned:
            self.plan_for(self.now + _STABLE + 1, Due("seen", nodes=(node,)))

    def offer_devices(self, node: Node) -> None:
        """A node offers its GPUs; the autoscaler, if it planned with the node as it was, sees them at once."""
        node.devices = self.now
        if node.pool.key in self.without_devices:
            self.without_devices.remove(node.pool.key)
            self.seen.add(node.pool.key)

    def look_at(self, node: Node) -> None:
        """Let the autoscaler plan with a node; one without its GPUs makes it take the whole pool for such nodes."""
        if node.devices is not None:
            self.without_devices.discard(node.pool.key)
            self.seen.add(node.pool.key)
        elif node.pool.key not in self.seen:
            self.without_devices.add(node.pool.key)

    def remove(self, node: Node) -> None:
        """Take a node away, its pods with it."""
        self._share(node)
        self._settle(node)
        if not node.refused:
            self._bill(node)
        self.pools[node.pool.key].remove(node)
        node.gone = True
        self._measured(node.pool.group)

    def nodes(self) -> Iterator[Node]:
        """All nodes, by pool and age."""
        return (node for nodes in self.pools.values() for node in nodes)

    def group_size(self, group: str) -> int:
        """Nodes of a group, those to come included."""
        return sum(len(self.pools[pool.key]) for pool in self.plan.pools if pool.group == group)

    def view(self, pool: Pool) -> View:
        """The autoscaler's model of the next node of a pool."""
        return pool.node if pool.key in self.seen else pool.template

    def holds(self, pool: Pool, batch: Batch) -> bool:
        """Whether it thinks that such a node holds a pod."""
        if (pool.key in self.without_devices and batch.on_devices) or not self.admits(pool, batch):
            return False
        return pool.key in (batch.held if pool.key in self.seen else batch.believed)

    def admits(self, pool: Pool, batch: Batch) -> bool:
        """Whether the flavor that a queue has given a batch is that of the pool; every pool, if no queue did."""
        admission = self.queues.admitted.get(batch.index)
        return admission is None or admission.flavor.group == pool.group

    # Pods.

    def bind(self, batch: Batch, node: Node, pods: int) -> None:
        """Start pods on a node."""
        self._share(node)
        if node.busy_since is None:
            node.busy_since = self.now
        node.unneeded_since = None
        node.pods[batch.index] = node.pods.get(batch.index, 0) + pods
        tally = self.tallies[batch.index]
        again = min(pods, tally.evicted)
        tally.pending -= pods
        tally.evicted -= again
        tally.restarts += again
        tally.started += pods - again
        tally.first_start = self.now if tally.first_start is None else tally.first_start
        tally.last_start = self.now

    def unbind(self, batch: Batch, node: Node, pods: int) -> None:
        """Take pods off a node."""
        self._share(node)
        node.pods[batch.index] -= pods
        if not node.pods[batch.index]:
            del node.pods[batch.index]
        for name, amount in batch.asks.items():
            node.free[name] = node.free.get(name, 0) + amount * pods
        if not node.pods:
            self._settle(node)

    def pend(self, batch: Batch, pods: int) -> None:
        """Let pods wait for a node."""
        tally = self.tallies[batch.index]
        if not tally.pending:
            tally.since = self.now
        tally.pending += pods
        tally.latest = self.now

    def pending(self) -> list[Batch]:
        """Batches with pods that wait, in the order in which the scheduler takes them."""
        waiting = [batch for batch in self.plan.batches if self.tallies[batch.index].pending]
        return sorted(waiting, key=lambda batch: (-batch.rank, self.tallies[batch.index].since, batch.index))

    def by_zone(self, batch: Batch) -> dict[str, int]:
        """Pods of the batch's workload in each zone that it is spread over."""
        counts = dict.fromkeys(batch.spread, 0)
        if not counts:
            return counts
        alike = {one.index for one in self.plan.batches if one.workload == batch.workload}
        for node in self.nodes():
            if node.zone in counts and node.pods:
                counts[node.zone] += sum(pods for index, pods in node.pods.items() if index in alike)
        return counts

    def log(self, kind: Kind, subject: str, where: Iterable[tuple[str, int]], text: str = "") -> None:
        """Note what happened now."""
        self.record.log(Event(self.now, kind, subject, 0, {}, text), where)

    def close(self, until: int) -> None:
        """Settle the accounts at the end."""
        self.now = until
        for node in self.nodes():
            busy = node.busy_since is not None
            self._share(node)
            self._settle(node)
            node.busy_since = until if busy else None
            if not node.refused:
                self._bill(node)

    def _bill(self, node: Node) -> None:
        self.record.billed(node.pool.group, self.now - node.asked, node.offer.name if node.offer else "")

    def _share(self, node: Node) -> None:
        """Divide the time since the pods of a node last changed among their namespaces."""
        for namespace, share in shares_of(node, self.plan.batches).items():
            self.record.shared(node.pool.group, namespace, share * (self.now - node.shared_since))
        node.shared_since = self.now

    def _settle(self, node: Node) -> None:
        if node.busy_since is not None:
            self.record.used(node.pool.group, self.now - node.busy_since, node.offer.name if node.offer else "")
        node.busy_since = None

    def _zone(self, pool: Pool) -> str:
        """An Auto Scaling group keeps its zones even."""
        if len(pool.zones) == 1:
            return pool.zones[0]
        nodes = self.pools[pool.key]
        return min(pool.zones, key=lambda zone: sum(node.zone == zone for node in nodes))

    def _measured(self, group: str) -> None:
        self.record.measured(group, self.now, self.group_size(group))
