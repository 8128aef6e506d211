"""A simulation as text for people, with words instead of colours."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from eks_gpu.printable import as_json as json_text
from eks_gpu.report.simulated_costs import as_data, sentences
from eks_gpu.report.strip import CHART, NAME, clock, folded, row, short
from eks_gpu.report.waits import as_data as queues_as_data
from eks_gpu.report.waits import queue_chart, waits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.costs import SimulatedCost
    from eks_gpu.simulation.record import Event
    from eks_gpu.simulation.result import GroupUse, Outcome, Result

# Lines of one page; JSON has the rest.
_FIRST, _LAST, _REASONS = 40, 10, 6
_OF_GROUPS = frozenset({"scale-up", "refused", "given-up", "ready", "devices", "scale-down"})
_SENTENCES = {
    "arrive": "{count} {pods} of {subject}",
    "scale-up": "+{count} {nodes} of {subject}",
    "refused": "-{count} {nodes} of {subject}, EC2 has no spot capacity",
    "given-up": "-{count} {nodes} of {subject}, not ready in time",
    "ready": "{count} {nodes} of {subject}",
    "devices": "GPUs of {count} {nodes} of {subject}",
    "start": "{count} {pods} of {subject}",
    "hang": "{count} {pods} of {subject} still pending after a new node joined",
    "finish": "{count} {pods} of {subject}",
    "evict": "{count} {pods} of {subject}",
    "admit": "{count} {pods} of {subject}",
    "fail": "{count} {pods} of {subject}",
    "preempt": "{count} {pods} of {subject} stopped",
    "scale-down": "-{count} {nodes} of {subject}",
}


def timeline(result: Result, bill: SimulatedCost | None = None) -> str:
    """The simulation as a page of text, with its cost if that is known."""
    parts = [_head(result), _events(result.events), _chart(result), queue_chart(result), _groups(result.groups)]
    parts += [_bill(bill, result.plan.settings.until), _pods(result.outcomes), waits(result)]
    return "\n\n".join(filter(None, [*parts, _notes(result)]))


def as_json(result: Result, bill: SimulatedCost | None = None) -> str:
    """The same as JSON; keys may be added, but are never removed. Times are seconds from the start."""
    plan = result.plan
    document = {
        "cluster": plan.cluster,
        "settings": dataclasses.asdict(plan.settings),
        "expander": plan.expander,
        "events": [dataclasses.asdict(event) for event in result.events],
        "workloads": [dataclasses.asdict(outcome) for outcome in result.outcomes],
        "node_groups": [_group_as_data(group) for group in result.groups],
        "queues": list(queues_as_data(result)),
        "never_started": result.never_started,
        "not_simulated": list(plan.left_out),
        "cost": as_data(bill) if bill else None,
    }
    return json_text(document)


def _group_as_data(group: GroupUse) -> dict[str, object]:
    """The hours by instance type only where there are any: of a node pool."""
    return {key: value for key, value in dataclasses.asdict(group).items() if key != "types" or value}


def _head(result: Result) -> str:
    given = result.plan.settings
    refusal = f", spot refused {given.spot_refusal:.0%} of the time (seed {given.seed})" if given.spot_refusal else ""
    text = (
        f"{result.plan.cluster}: {clock(given.until)} from now. Nodes take {clock(given.boot)} to boot, "
        f"jobs run {clock(given.run_for)}{refusal}; expander {result.plan.expander}."
    )
    return folded(text, "", "")


def _events(events: Sequence[Event]) -> str:
    lines = [_event(event) for event in events]
    if len(lines) > _FIRST + _LAST + 1:
        left_out = f"           … {len(lines) - _FIRST - _LAST} more; --output json lists them all"
        lines = [*lines[:_FIRST], left_out, *lines[-_LAST:]]
    return "\n".join(lines)


def _event(event: Event) -> str:
    head = f"{clock(event.at):>9}  {event.kind:10}  "
    return folded(f"{_sentence(event)}{_places(event)}{_why(event)}", head, " " * len(head))


def _sentence(event: Event) -> str:
    ending = "" if event.count == 1 else "s"
    return _SENTENCES[event.kind].format(
        count=event.count, subject=event.subject, pods=f"pod{ending}", nodes=f"node{ending}"
    )


def _places(event: Event) -> str:
    """The zones of a group's event, or the pools of a workload's."""
    of_group = event.kind in _OF_GROUPS
    names = {key: key.partition("/")[2] if of_group else key for key in event.where}
    if set(names.values()) <= {"nodes"}:
        return ""
    word = "in" if of_group else "on"
    if len(names) == 1:
        return f" {word} {next(iter(names.values()))}"
    return f": {', '.join(f'{count} {word} {names[key]}' for key, count in event.where.items())}"


def _why(event: Event) -> str:
    return f" ({event.text})" if event.text else ""


def _chart(result: Result) -> str:
    """Nodes of each group over time; each column shows the peak of its span, so that short peaks stay visible."""
    until = result.plan.settings.until
    used = [group for group in result.groups if group.peak]
    if not used or not until:
        return ""
    axis = f"{clock(0):<{CHART - len(clock(until))}}{clock(until)}"
    rows = [
        f"{short(group_use.group):{NAME}}  {group_use.peak:4}  {row(group_use.sizes, group_use.peak, until)}"
        for group_use in used
    ]
    return "\n".join([f"{'nodes over time':{NAME}}  {'peak':>4}  {axis}", *rows])


def _groups(groups: Sequence[GroupUse]) -> str:
    lines = [f"{'node-hours':{NAME}}  {'peak':>4}  {'max':>4}  {'billed':>8}  {'busy':>8}  {'idle':>8}"]
    lines += [
        f"{short(group.group):{NAME}}  {group.peak:4}  {group.max:4}  {group.node_hours:8.2f}  "
        f"{group.busy_hours:8.2f}  {group.node_hours - group.busy_hours:8.2f}"
        for group in groups
    ]
    return "\n".join(lines)


def _bill(bill: SimulatedCost | None, until: int) -> str:
    return "\n".join(folded(text, "", "  ") for text in sentences(bill, until))


def _pods(outcomes: Sequence[Outcome]) -> str:
    return "\n".join(line for outcome in outcomes for line in _outcome(outcome))


def _outcome(one: Outcome) -> Iterator[str]:
    never, pods = one.pods - one.started, f"{one.pods} pod{'' if one.pods == 1 else 's'}"
    said = [f"✗ {one.workload}: {never} of {pods} never started" if never else f"✓ {one.workload}: {pods} started"]
    if one.first_start is not None and one.last_start is not None:
        first, last = clock(one.first_start - one.at), clock(one.last_start - one.at)
        said.append(f"{'the others ' if never else ''}after {first}{f' to {last}' if last != first else ''}")
    said += [f"{one.finished} finished"] if one.finished else []
    said += [f"{one.restarts} evicted and restarted"] if one.restarts else []
    said += [f"{one.pending} pending at the end"] if one.pending and one.pending != never else []
    yield folded(", ".join(said), "", "    ")
    reasons = one.reasons[:_REASONS]
    reasons += (
        (f"and {len(one.reasons) - _REASONS} more; --output json lists them all",)
        if len(one.reasons) > _REASONS
        else ()
    )
    yield from (folded(reason, "  - ", "    ") for reason in reasons)


def _notes(result: Result) -> str:
    left_out = ", ".join(result.plan.left_out)
    return folded(f"Not simulated: {left_out}.", "", "") if left_out else ""
