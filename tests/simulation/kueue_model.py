"""Kueue's admission once more, after its own source, to hold the simulation against.

Nothing here is shared with the simulation: quotas are a tree of nodes with usage that overflows into the parent
(`pkg/cache/scheduler/resource_node.go`), candidates are found and put back as in `pkg/scheduler/preemption`, and the
cycles are those of `pkg/scheduler/scheduler.go`, all of v0.19.2. One resource, flavors by name, cohorts without
parents, no fair sharing.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Node:
    """A queue or a cohort, for one flavor."""

    nominal: int = 0
    borrowing: int | None = None
    lending: int | None = None
    parent: Node | None = None
    subtree: int = 0
    usage: int = 0

    @property
    def local_quota(self) -> int:
        return max(0, self.subtree - self.lending) if self.lending is not None else 0

    @property
    def local_available(self) -> int:
        return max(0, self.local_quota - self.usage)

    def available(self) -> int:
        if self.parent is None:
            return self.subtree - self.usage
        above = self.parent.available()
        if self.borrowing is not None:
            stored = self.subtree - self.local_quota
            used = max(0, self.usage - self.local_quota)
            above = min(stored - used + self.borrowing, above)
        return self.local_available + above

    def potential(self) -> int:
        if self.parent is None:
            return self.subtree
        found = self.local_quota + self.parent.potential()
        return found if self.borrowing is None else min(self.subtree + self.borrowing, found)

    def add(self, amount: int) -> None:
        local = self.local_available
        self.usage += amount
        if self.parent is not None and amount > local:
            self.parent.add(amount - local)

    def remove(self, amount: int) -> None:
        stored = self.usage - self.local_quota
        self.usage -= amount
        if stored > 0 and self.parent is not None:
            self.parent.remove(min(amount, stored))


@dataclass
class Job:
    """A workload: its queue, its demand, and what became of it."""

    name: str
    queue: str
    amount: int
    priority: int
    created: int
    index: int
    flavors: tuple[str, ...]
    admitted: str | None = None
    again: int = 0
    reserved: int = 0
    done: bool = False


@dataclass
class Kueue:
    """All queues, and the log of what they did.

    Attributes:
        queues: By flavor, then by name.
        reclaim: `reclaimWithinCohort`.
        within: `withinClusterQueue`.
        jobs: All jobs that have arrived.
        log: Time, what happened, to whom.
    """

    queues: dict[str, dict[str, Node]]
    reclaim: str
    within: str
    jobs: list[Job] = field(default_factory=list)
    log: list[tuple[int, str, str]] = field(default_factory=list)

    def schedule(self, now: int) -> None:
        """Cycles until one admits nothing."""
        inadmissible: set[int] = set()
        while True:
            heads = self._heads(now, inadmissible)
            if not heads:
                return
            entries = []
            for job in heads:
                found = self._assign(job)
                if found is None:
                    inadmissible.add(job.index)
                else:
                    entries.append((job, *found))
            entries.sort(key=lambda entry: (entry[2], -entry[0].priority, entry[0].created, entry[0].index))
            for job, flavor, _, targets in entries:
                if all(target.admitted is not None for target in targets):
                    self._process(now, job, flavor, targets, inadmissible)

    def _process(self, now: int, job: Job, flavor: str, targets: list[Job], inadmissible: set[int]) -> None:
        """Stop the targets and admit the job, unless others of this cycle have taken the room."""
        for target in targets:
            self._release(target)
        if job.amount > self.queues[flavor][job.queue].available():
            for target in targets:
                self.queues[target.admitted or flavor][target.queue].add(target.amount)
            return
        for target in targets:
            target.admitted, target.again = None, now + 1
            inadmissible.clear()
            self.log.append((now, "preempt", target.name))
        self.queues[flavor][job.queue].add(job.amount)
        job.admitted, job.reserved = flavor, now
        self.log.append((now, "admit", job.name))

    def finish(self, job: Job) -> None:
        self._release(job)
        job.admitted, job.done = None, True

    def _release(self, job: Job) -> None:
        assert job.admitted is not None
        self.queues[job.admitted][job.queue].remove(job.amount)

    def _heads(self, now: int, inadmissible: set[int]) -> list[Job]:
        heads: dict[str, Job] = {}
        waiting = [one for one in self.jobs if one.again <= now]
        for job in sorted(waiting, key=lambda one: (-one.priority, one.created, one.index)):
            if job.admitted is None and not job.done and job.index not in inadmissible:
                heads.setdefault(job.queue, job)
        return list(heads.values())

    def _assign(self, job: Job) -> tuple[str, bool, list[Job]] | None:
        """The best flavor: one without preemption, of these one without borrowing; the first of equals."""
        best: tuple[tuple[bool, bool], str, list[Job]] | None = None
        for flavor in job.flavors:
            node = self.queues[flavor][job.queue]
            if job.amount > node.potential():
                continue
            borrows = node.parent is not None and node.usage + job.amount > node.subtree
            targets = [] if job.amount <= node.available() else self._targets(job, flavor)
            if job.amount > node.available() and not targets:
                continue
            rank = (bool(targets), borrows)
            if best is None or rank < best[0]:
                best = (rank, flavor, targets)
        return None if best is None else (best[1], best[0][1], best[2])

    def _targets(self, job: Job, flavor: str) -> list[Job]:
        node = self.queues[flavor][job.queue]
        own, others = self._candidates(job, flavor)
        if node.usage + job.amount <= node.subtree:
            options = [(True, [*others, *own])]
        elif others and node.usage < node.subtree:
            options = [(False, [*others, *own]), (True, own)]
        else:
            options = [(True, own)]
        for borrow, candidates in options:
            found = self._minimal(job, flavor, candidates, borrow=borrow)
            if found:
                return found
        return []

    def _candidates(self, job: Job, flavor: str) -> tuple[list[Job], list[Job]]:
        here = [one for one in self.jobs if one.admitted == flavor]
        here.sort(key=lambda one: (one.priority, -one.reserved, one.index))
        own = [one for one in here if one.queue == job.queue and self._allows(self.within, job, one)]
        others = [
            one
            for one in here
            if one.queue != job.queue
            and self.queues[flavor][one.queue].parent is not None
            and self.queues[flavor][one.queue].parent is self.queues[flavor][job.queue].parent
            and self._borrows(flavor, one.queue)
            and self._allows(self.reclaim, job, one)
        ]
        return own, others

    def _borrows(self, flavor: str, queue: str) -> bool:
        node = self.queues[flavor][queue]
        return node.usage > node.subtree

    @staticmethod
    def _allows(policy: str, job: Job, other: Job) -> bool:
        if policy == "never":
            return False
        lower = other.priority < job.priority
        if policy == "lower-priority":
            return lower
        if policy == "lower-or-newer":
            return lower or (other.priority == job.priority and job.created < other.created)
        return True

    def _fits(self, job: Job, flavor: str, *, borrow: bool) -> bool:
        node = self.queues[flavor][job.queue]
        return job.amount <= node.available() and (borrow or node.usage + job.amount <= node.subtree)

    def _minimal(self, job: Job, flavor: str, candidates: list[Job], *, borrow: bool) -> list[Job]:
        nodes = self.queues[flavor]
        targets: list[Job] = []
        for one in candidates:
            if one.queue != job.queue and not self._borrows(flavor, one.queue):
                continue
            nodes[one.queue].remove(one.amount)
            targets.append(one)
            if self._fits(job, flavor, borrow=borrow):
                break
        else:
            for one in targets:
                nodes[one.queue].add(one.amount)
            return []
        for one in reversed(targets[:-1]):
            nodes[one.queue].add(one.amount)
            if self._fits(job, flavor, borrow=borrow):
                targets.remove(one)
            else:
                nodes[one.queue].remove(one.amount)
        for one in targets:
            nodes[one.queue].add(one.amount)
        return targets


def tree(quotas: dict[str, tuple[int, int | None, int | None]], *, cohort: bool) -> dict[str, Node]:
    """The nodes of one flavor: nominal, borrowing and lending limit of each queue."""
    root = Node() if cohort else None
    nodes = {}
    for name, (nominal, borrowing, lending) in quotas.items():
        limits = (borrowing, lending) if cohort else (None, None)
        nodes[name] = Node(nominal, *limits, parent=root, subtree=nominal)
        if root:
            root.subtree += nominal - nodes[name].local_quota
    return nodes
