"""The queues of a cluster file as text: what each owns and can reach, and which work can ever run."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from eks_gpu.design.queueing.admission import all_queued_work
from eks_gpu.printable import columns
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, QueueDesign, QueueingDesign
    from eks_gpu.design.queueing.admission import QueuedWork


def queues(design: ClusterDesign | None) -> str:
    """A line for each queue, and one for each workload in it; empty without queues."""
    if design is None or design.queueing is None or not design.queueing.queues:
        return ""
    works = all_queued_work(design.queueing, design.workloads)
    lines = ["Queues, with the GPUs that each owns and the most that it can use:"]
    for queue in design.queueing.queues:
        lines.append(_folded(f"{queue.name}: {listed(_reach(design.queueing, queue)) or 'nothing'}", "  "))
        lines += [_folded(_work(work), "    ") for work in works if work.queue is queue]
    return "\n".join(lines)


def _reach(design: QueueingDesign, queue: QueueDesign) -> Iterator[str]:
    for flavor in design.flavors:
        for resource in flavor.offers:
            own, most = queue.quotas[flavor.name][resource].nominal, design.most(queue, flavor.name, resource)
            if most:
                word = "" if resource == GPU else f" {resource}"
                yield f"{own} of {flavor.group}{word}" + (f", {most} with borrowing" if most > own else "")


def _work(work: QueuedWork) -> str:
    each = "a pod of " if work.workload.spec.kind == "deployment" else ""
    head = f"{each}{work.workload.name} needs {work.amount}"
    if work.owned:
        return f"✓ {head}: its queue owns them on {listed(chance.flavor.group for chance in work.owned)}"
    if work.ever:
        return f"! {head}: only with borrowing, on {listed(chance.flavor.group for chance in work.ever)}"
    return f"✗ {head}: never, its queue cannot use so many"


def _folded(text: str, first: str) -> str:
    return textwrap.fill(
        text,
        columns(),
        initial_indent=first,
        subsequent_indent=f"{first}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
