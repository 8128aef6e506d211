"""A simulated day as a chart, with its node-hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.canvas import both
from eks_gpu.page.drawing.day_chart import day_chart
from eks_gpu.page.markup import Markup, element
from eks_gpu.page.parts import code, listing, section, table, value
from eks_gpu.problem import plural
from eks_gpu.report.costs import amount
from eks_gpu.report.simulated_costs import by_namespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.page.markup import Child
    from eks_gpu.page.subject import Day, Subject
    from eks_gpu.simulation.result import Outcome

_LEAD = (
    "Workloads that serve are there from midnight, jobs come at 9:00 and run for half an hour, cron jobs of every day "
    "come at their hour. This is a simulation of the scheduler and the autoscaler, not a forecast; the same command "
    "takes your own arrivals."
)


def day_section(subject: Subject, day: Day) -> Markup:
    """The section."""
    result = day.result
    outcomes = listing([_outcome(one) for one in result.outcomes], "plain")
    left = f"Not simulated: {', '.join(result.plan.left_out)}." if result.plan.left_out else None
    return section(
        "day",
        "A simulated day",
        element("figure", both(lambda width: day_chart(result, width)), class_="drawing"),
        table("Node-hours of the day", _heads(day), list(_rows(day)), range(1, 7)),
        _bill(day),
        _namespaces(day),
        _whole(subject, day),
        outcomes,
        element("p", left, class_="note") if left else None,
        element("p", code(day.command), class_="command"),
        lead=_LEAD,
    )


def _heads(day: Day) -> list[Child]:
    money = [f"cost in {day.bill.prices.currency}", "idle part"] if day.bill else []
    return ["group", "peak", "most", "node-hours", "idle hours", *money]


def _rows(day: Day) -> Iterator[list[Child]]:
    bills = {one.name: one for one in day.bill.groups} if day.bill else {}
    for group in day.result.groups:
        bill = bills.get(group.group)
        costs: list[Child] = (
            [
                value(bill.total, amount(bill.total), f"day-{group.group}"),
                value(bill.idle, amount(bill.idle), f"day-idle-{group.group}"),
            ]
            if bill
            else ["no price", "no price"]
            if day.bill
            else []
        )
        idle = group.node_hours - group.busy_hours
        yield [group.group, str(group.peak), str(group.max), f"{group.node_hours:.2f}", f"{idle:.2f}", *costs]


def _bill(day: Day) -> Markup | None:
    if day.bill is None or not day.bill.total:
        return None
    share = f"{day.bill.idle / day.bill.total:.0%}"
    total = value(day.bill.total, amount(day.bill.total), "day-total")
    idle = value(day.bill.idle, amount(day.bill.idle), "day-idle")
    words = f" {day.bill.prices.currency}, "
    return element(
        "p", "These node-hours cost ", total, words, idle, f" of it ({share}) while no pod runs on the node."
    )


def _namespaces(day: Day) -> Markup | None:
    """The cost by namespace, and of nodes without a pod."""
    if day.bill is None or not day.bill.total:
        return None
    parts, total = by_namespace(day.bill), day.bill.total
    rows = [[name, value(cost, amount(cost), f"day-in-{name}"), f"{cost / total:.0%}"] for name, cost in parts.items()]
    return table(
        "Node-hours of the day by namespace", ("namespace", f"cost in {day.bill.prices.currency}", "part"), rows, (1, 2)
    )


def _whole(subject: Subject, day: Day) -> Markup | None:
    total = day_total(subject)
    if total is None or day.bill is None:
        return None
    shown = value(total, amount(total), "day-whole")
    words = "With everything else at rest for 24 hours (control plane, network, system nodes) the day costs "
    return element("p", words, shown, f" {day.bill.prices.currency}.")


def day_total(subject: Subject) -> float | None:
    """Cost of the whole day: the simulated node-hours, and 24 hours at rest of everything that was not simulated."""
    if subject.cost is None or subject.day is None or subject.day.bill is None:
        return None
    simulated = {one.name for one in subject.day.bill.groups}
    return subject.day.bill.total + 24 * sum(one.rest for one in subject.cost.lines if one.name not in simulated)


def _outcome(one: Outcome) -> str:
    never = one.pods - one.started
    said = f"{one.workload}: {plural(one.pods, 'pod')}"
    if never:
        return f"✗ {said}, {never} never started; {'; '.join(one.reasons[:2])}"
    first = one.first_start - one.at if one.first_start is not None else 0
    last = one.last_start - one.at if one.last_start is not None else 0
    return f"✓ {said}, started after {_minutes(first)}{f' to {_minutes(last)}' if last != first else ''}"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02} minutes"
