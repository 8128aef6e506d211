"""The arithmetic of quotas that are borrowed and lent, for one resource of one flavor.

`pkg/cache/scheduler/resource_node.go` of Kueue at v0.19.2 (`available`, `potentialAvailable`), for cohorts without
parents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Quota:
    """The amount of one resource that a queue owns.

    Attributes:
        nominal: Its own amount.
        borrowing: Most that it may use above it; None for no limit.
        lending: Most of its own amount that others may use; None for no limit.
    """

    nominal: int
    borrowing: int | None = None
    lending: int | None = None

    @property
    def kept(self) -> int:
        """The part that it never lends."""
        return 0 if self.lending is None else max(self.nominal - self.lending, 0)

    @property
    def lent(self) -> int:
        """The part that others may use."""
        return self.nominal - self.kept


@dataclass(frozen=True)
class Shared:
    """The quotas of the queues that borrow from each other; of one queue only, where it is in no cohort."""

    quotas: Mapping[str, Quota]

    @property
    def pool(self) -> int:
        """The amount that all may use."""
        return sum(quota.lent for quota in self.quotas.values())

    def most(self, queue: str) -> int:
        """The most that a queue can ever use, while nobody else uses anything."""
        quota = self.quotas[queue]
        reach = quota.kept + self.pool
        return reach if quota.borrowing is None else min(quota.nominal + quota.borrowing, reach)

    def available(self, queue: str, used: Mapping[str, int]) -> int:
        """The amount that a queue may still take; negative after a quota has been lowered below its use."""
        quota, mine = self.quotas[queue], used.get(queue, 0)
        left = self.pool - sum(self._from_pool(other, used) for other in self.quotas)
        if quota.borrowing is not None:
            left = min(quota.lent - self._from_pool(queue, used) + quota.borrowing, left)
        return max(quota.kept - mine, 0) + left

    def borrows(self, queue: str, amount: int) -> bool:
        """Whether a queue that uses an amount borrows some of it."""
        return len(self.quotas) > 1 and amount > self.quotas[queue].nominal

    def _from_pool(self, queue: str, used: Mapping[str, int]) -> int:
        return max(used.get(queue, 0) - self.quotas[queue].kept, 0)


def split(whole: int, sizes: Iterable[int]) -> list[int]:
    """A whole number in parts that are in proportion to some sizes; the largest remainders get what is left over."""
    parts = list(sizes)
    total = sum(parts)
    if not total:
        return [0] * len(parts)
    found = [whole * size // total for size in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-(whole * parts[index] % total), index))
    for index in by_remainder[: whole - sum(found)]:
        found[index] += 1
    return found
