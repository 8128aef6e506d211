"""Findings, and their order: causes come before their consequences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from eks_gpu.doctor.hidden import hidden
from eks_gpu.printable import printable
from eks_gpu.problem import Problem, Severity
from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


# Characters of a quoted answer; AWS's refusals name the action after 400 of them.
_MOST = 700


class Stage(IntEnum):
    """The stage, from declaration to running pod, at which something is broken; earlier stages are reported first."""

    EVIDENCE = 0
    CLUSTER = 1
    ACCOUNT = 2
    GROUP = 3
    AUTOSCALER = 4
    NODE = 5
    DEVICES = 6
    POD = 7
    DRIFT = 8
    WASTE = 9


@dataclass(frozen=True, slots=True)
class Finding:
    """One deviation of a running cluster.

    Attributes:
        id: Id of the rule that found it.
        severity: ``error`` keeps pods from running; ``warning`` does not, or not yet.
        where: The object that it concerns, as its tool names it.
        message: The observed state, the expected state, and why the difference matters.
        fix: The next step.
        groups: Names of the GPU groups that it concerns; empty for all.
        seen: Quotes from the answers, word for word.
        because: Ids of the findings that caused it; filled in when all findings are known.
        about: Name of the only object that it concerns; empty where it may explain findings about others.
        at: Place in the texts that were read; of findings that are otherwise equal the earlier one comes first.
    """

    id: str
    severity: Severity
    where: str
    message: str
    fix: str
    groups: frozenset[str] = frozenset()
    seen: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    about: str = ""
    at: int = 0

    def __post_init__(self) -> None:
        """Hide secrets, and escape control sequences: other people wrote the names and logs."""
        for field in ("where", "message", "fix"):
            object.__setattr__(self, field, printable(getattr(self, field)))
        object.__setattr__(self, "message", hidden(self.message))
        object.__setattr__(self, "seen", tuple(printable(hidden(text)) for text in self.seen))

    @property
    def problem(self) -> Problem:
        """The finding as a problem, the form that reports share."""
        return Problem(self.id, self.severity, self.where, self.message, self.fix)


def error(
    rule: str, where: str, message: str, fix: str, *, groups: Iterable[str] = (), seen: Sequence[str] = ()
) -> Finding:
    """A finding that keeps pods from running.

    Args:
        rule: The rule's ``__name__``.
        where: The object that it concerns.
        message: The observed state, and why it matters.
        fix: The next step.
        groups: GPU groups that it concerns; none for all.
        seen: Quotes from the answers, word for word.
    """
    return Finding(rule_id(rule), "error", where, message, fix, frozenset(groups), _short(seen))


def warning(
    rule: str, where: str, message: str, fix: str, *, groups: Iterable[str] = (), seen: Sequence[str] = ()
) -> Finding:
    """A finding that does not keep pods from running yet; the arguments are those of `error`."""
    return replace(error(rule, where, message, fix, groups=groups, seen=seen), severity="warning")


def _short(seen: Sequence[str]) -> tuple[str, ...]:
    texts = (" ".join(text.split()) for text in seen if text.strip())
    return tuple(text if len(text) <= _MOST else f"{text[:_MOST]}…" for text in dict.fromkeys(texts))


def ranked(
    findings: Iterable[Finding],
    stages: Mapping[str, Stage],
    follows: Mapping[str, frozenset[str]],
    peers: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Sort findings: causes before their consequences, errors before warnings.

    Args:
        findings: Findings in any order.
        stages: Stage of each rule, by its id.
        follows: Ids of the rules that explain a rule's findings.
        peers: Ids of findings that the end of any pod may explain, because their pods work together.
    """
    known = list(findings)
    # Thousands of nodes can have the same finding, which explains the others once.
    alike = {(one.id, one.about, one.severity, one.groups): one for one in known}
    by_id: dict[str, list[Finding]] = {}
    for one in alike.values():
        by_id.setdefault(one.id, []).append(one)
    explained = [
        replace(finding, because=_causes(finding, by_id, follows.get(finding.id, frozenset()), stages, peers))
        for finding in known
    ]
    # A peer that merely comes before another one, because it names the reason, is not a cause here.
    errors = (one for one in explained if one.severity == "error")
    explaining = {cause for one in errors for cause in one.because if not {cause, one.id} <= peers}

    def order(one: Finding) -> tuple[bool, bool, bool, bool, Stage, int, str, str]:
        stage = stages[one.id]
        # Wrong answers explain everything; next come findings that explain others.
        return (
            one.severity != "error",
            stage != Stage.EVIDENCE,
            bool(one.because),
            one.id not in explaining,
            stage,
            one.at,
            one.id,
            one.where,
        )

    return tuple(sorted(explained, key=order))


def _causes(
    one: Finding,
    others: Mapping[str, Sequence[Finding]],
    ids: frozenset[str],
    stages: Mapping[str, Stage],
    peers: frozenset[str],
) -> tuple[str, ...]:
    found = {
        other.id
        for name in ids
        for other in others.get(name, ())
        # One pod's message does not explain another pod, unless both are parts of one job.
        if (
            not other.about
            or stages[other.id] < Stage.POD
            or other.about in f"{one.where} {one.about}"
            or one.id in peers
        )
        # A warning does not explain an error.
        and (other.severity == "error" or one.severity == "warning")
        and (not one.groups or not other.groups or one.groups & other.groups)
    }
    return tuple(sorted(found))
