"""Findings that a declaration ignores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import changes, checks
from eks_gpu.manifests import rules as of_manifests
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Problem, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.spec import ClusterSpec, IgnoreSpec


@dataclass(frozen=True)
class Ignored:
    """A finding that is left out, and the reason.

    Attributes:
        problem: The finding of the rule.
        reason: The reason that the declaration gives.
    """

    problem: Problem
    reason: str


def split(spec: ClusterSpec, found: Iterable[Problem]) -> tuple[list[Problem], list[Ignored]]:
    """The findings that remain, including problems of the `ignore` list, and the findings that were left out."""
    problems = list(found)
    reasons = {(entry.id, entry.where): entry.reason for entry in spec.ignore if _refusal(entry) is None}
    ignored = [Ignored(one, reasons[one.id, one.where]) for one in problems if (one.id, one.where) in reasons]
    kept = [one for one in problems if (one.id, one.where) not in reasons]
    return [*kept, *_about_the_list(spec.ignore, problems)], ignored


def _about_the_list(entries: Sequence[IgnoreSpec], problems: Sequence[Problem]) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        where = f"ignore[{index}]"
        if refusal := _refusal(entry):
            yield Problem("ignore-refused", "error", f"{where}.id", *refusal)
        # Rules about edits find something only when the file is compared with an earlier version.
        elif entry.id in checks.by_id() and not any((one.id, one.where) == (entry.id, entry.where) for one in problems):
            others = [one.where for one in problems if one.id == entry.id]
            elsewhere = f"; it finds something at {listed(others)}" if others else ""
            message = f"{entry.id} finds nothing at {entry.where!r}, so there is nothing to ignore{elsewhere}"
            fix = f"write 'where: {others[0]}'" if others else "remove the entry"
            # A stand-in anywhere in the file may be the reason why the finding is missing.
            yield Problem("ignore-unused", "warning", f"{where}.where", message, fix, rests_on=(entry.where,))


def _refusal(entry: IgnoreSpec) -> tuple[str, str] | None:
    """The reason why a finding cannot be ignored, and the fix."""
    rules = {**checks.by_id(), **of_manifests.by_id(), **changes.by_id()}
    if entry.id not in rules:
        close = nearest(entry.id, rules)
        message = f"there is no rule {entry.id!r}; problems with reading a file cannot be ignored"
        return message, f"write {close}" if close else "remove the entry; `eks-gpu rule` lists the rules"
    if not getattr(rules[entry.id], "IGNORABLE", True):
        return f"{entry.id} cannot be ignored: the declaration makes no sense while it applies", "fix what it reports"
    return None
