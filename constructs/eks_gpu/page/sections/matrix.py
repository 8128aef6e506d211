"""Will it run? Every workload on every group, with the numbers behind each verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Markup, element, joined
from eks_gpu.page.parts import code, section, table
from eks_gpu.page.sections.numbers import numbers
from eks_gpu.page.words import NOT_CHOSEN, TOGETHER, VERDICTS, amount_of, badge, judged
from eks_gpu.problem import plural
from eks_gpu.scheduling.amounts import is_gpu
from eks_gpu.scheduling.verdict import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import DemandFit, GroupFit
    from eks_gpu.page.subject import Subject

    # A row's number and a group: the key of the dialog with their numbers.
    Keys = Mapping[tuple[int, str], str]

# Dialogs on one page; `eks-gpu explain` has the others.
_MOST = 150
_LEAD = "Each verdict opens the numbers behind it: the requests of a pod, and what a node has left for it."


def matrix(subject: Subject) -> Markup:
    """The section."""
    fits = subject.fits
    if not fits:
        return section("run", "Will it run?", element("p", "The file declares no workloads."))
    names = [name for name in subject.models if any(one.group == name for fit, _ in fits for one in fit.groups)]
    pairs = [(row, fit, one) for row, (fit, _) in enumerate(fits) for one in fit.groups if one.group in names]
    keys = {(row, one.group): f"numbers-{at}" for at, (row, _, one) in enumerate(pairs[:_MOST])}
    rows = [
        [_workload(fit, kind), _together(fit), *(_cell(fit, name, keys.get((row, name))) for name in names)]
        for row, (fit, kind) in enumerate(fits)
    ]
    dialogs = [numbers(subject, fit, one, keys[row, one.group]) for row, fit, one in pairs[:_MOST]]
    return section(
        "run",
        "Will it run?",
        table("Workloads on groups", ["workload", "on all groups", *names], rows, kind="matrix"),
        _legend(fits),
        _rest(len(pairs) - len(keys), subject),
        joined(dialogs),
        lead=_LEAD if keys else None,
    )


def _workload(fit: DemandFit, kind: str) -> Markup:
    demand = fit.demand
    asks = [amount_of(name, amount) for name, amount in demand.asks.items() if is_gpu(name) and amount]
    each = f", {' and '.join(asks)} each" if asks else ", no GPU"
    below = f"{kind.replace('_', ' ')}, {plural(demand.count.most, 'pod')}{each}"
    return joined([element("span", demand.name, class_="name"), element("span", below, class_="below")])


def _together(fit: DemandFit) -> Markup:
    """The verdict on all groups, with the pods that find room when everything wants its place at once."""
    most = fit.demand.count.most
    words = f"{fit.placed:,} of {plural(most, 'pod')} at the maxima"
    if fit.scheduled < fit.placed:
        words += f", {fit.scheduled:,} if the scheduler chooses badly"
    return joined([badge(*TOGETHER[fit.verdict]), element("span", words, class_="below")])


def _cell(fit: DemandFit, name: str, key: str | None) -> Markup | str:
    one = next((one for one in fit.groups if one.group == name), None)
    if one is None:
        return element("span", "not asked", class_="soft")
    head = badge(*judged(one))
    button = element("button", head, type="button", popovertarget=key, aria_haspopup="dialog") if key else head
    return joined([button, element("span", _brief(one), class_="below")])


def _brief(one: GroupFit) -> str:
    """The verdict's reason in a few words."""
    if one.fit.verdict == "runs":
        return f"{one.fit.per_node:,} per node, {one.fit.places:,} at the maximum"
    return one.reasons[0] if one.reasons else ""


def _legend(fits: tuple[tuple[DemandFit, str], ...]) -> Markup:
    used = dict.fromkeys(one.fit.verdict for fit, _ in fits for one in fit.groups if judged(one) != NOT_CHOSEN)
    used |= dict.fromkeys(fit.verdict for fit, _ in fits)
    rows = [joined([element("dt", badge(*VERDICTS[verdict])), element("dd", MEANINGS[verdict])]) for verdict in used]
    if any(judged(one) == NOT_CHOSEN for fit, _ in fits for one in fit.groups):
        meaning = "the workload names other groups in the file"
        rows.append(joined([element("dt", badge(*NOT_CHOSEN)), element("dd", meaning)]))
    return element("dl", *rows, class_="legend")


def _rest(number: int, subject: Subject) -> Markup | None:
    if number <= 0:
        return None
    command = code(f"eks-gpu explain {subject.typed} WORKLOAD")
    return element("p", f"The numbers of {number:,} more verdicts are printed by ", command, ".", class_="note")
