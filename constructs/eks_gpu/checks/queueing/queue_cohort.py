"""A cohort shares nothing.

**Why.** Namespaces borrow only within their cohort. A namespace that does not exist or has no quota lends nothing; one
in two cohorts is refused by Kueue; a cohort with one namespace, or in which nobody may lend or nobody may borrow, is no
more than separate quotas, whose unused GPUs stay idle. Limits of a namespace in no cohort have no effect.

**Fix.** List namespaces with a `gpu_quota`, each in one cohort; remove limits of 0 that were not meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.queueing.queues import cohorts
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing:
  kind: kueue
  cohorts:
    - {name: all, namespaces: [research, product]}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8, queue: {lending_limit: 0}}
  - {name: product, gpu_quota: 8, queue: {lending_limit: 0}}
"""
GOOD = """\
queueing:
  kind: kueue
  cohorts:
    - {name: all, namespaces: [research, product]}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8, queue: {lending_limit: 0}}
  - {name: product, gpu_quota: 8}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the members of each cohort, and at what they lend and borrow."""
    if design.queueing is None:
        return
    yield from _members(design)
    yield from _limits(design)
    for index, (name, members) in enumerate(cohorts(design.spec).items()):
        queues = [queue for queue in design.queueing.queues if queue.name in members]
        own = [(queue.name, design.spec.namespaces[_index(queue.where)].queue) for queue in queues]
        where = f"queueing.cohorts[{index}]" if design.spec.queueing and design.spec.queueing.cohorts else "namespaces"
        lenders = [one for one, asked in own if asked is None or asked.lending_limit != 0]
        borrowers = [one for one, asked in own if asked is None or asked.borrowing_limit != 0]
        if len(queues) == 1:
            yield _nothing(where, name, f"{queues[0].name} is alone in it", "add a namespace, or remove the cohort")
        elif queues and not lenders:
            yield _nothing(where, name, "nobody in it lends ('lending_limit: 0')", "remove a 'lending_limit'")
        elif queues and not any(set(lenders) - {borrower} for borrower in borrowers):
            yield _nothing(where, name, "nobody in it can borrow from another", "remove a 'borrowing_limit' of 0")


def _nothing(where: str, name: str, why: str, fix: str) -> Problem:
    return warning(__name__, where, f"the cohort {name} shares nothing: {why}", fix, "namespaces", "queueing")


def _index(where: str) -> int:
    return int(where.removeprefix("namespaces[").removesuffix("]"))


def _members(design: ClusterDesign) -> Iterator[Problem]:
    queues = [queue.name for queue in design.queueing.queues] if design.queueing else []
    seen: dict[str, str] = {}
    for index, cohort in enumerate((design.spec.queueing and design.spec.queueing.cohorts) or ()):
        for number, member in enumerate(cohort.namespaces):
            where = f"queueing.cohorts[{index}].namespaces[{number}]"
            if member not in queues:
                message = f"{member!r} has no quota to share; namespaces with one are {listed(queues) or 'none'}"
                yield error(
                    __name__, where, message, "give it a 'gpu_quota' in 'namespaces', or remove it", "namespaces"
                )
            elif member in seen:
                message = f"{member} is in {seen[member]} already, and a queue has one cohort"
                yield error(__name__, where, message, "remove it from one of them")
            seen.setdefault(member, cohort.name)


def _limits(design: ClusterDesign) -> Iterator[Problem]:
    alone = {queue.name for queue in design.queueing.queues if queue.cohort is None} if design.queueing else set()
    for index, namespace in enumerate(design.spec.namespaces):
        for field in ("borrowing_limit", "lending_limit") if namespace.queue and namespace.name in alone else ():
            if getattr(namespace.queue, field) is not None:
                message = f"{namespace.name} is in no cohort, so {field!r} has no effect"
                yield warning(
                    __name__, f"namespaces[{index}].queue.{field}", message, "remove it, or add a cohort", "queueing"
                )
