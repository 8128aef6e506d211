"""What the doctor finds, and in which order it is told: what other findings follow from comes first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from eks_gpu.printable import printable
from eks_gpu.problem import Problem, Severity
from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


# Of what was read word for word; AWS's refusals name the action after 400 characters.
_MOST = 700


class Stage(IntEnum):
    """Where on the way from a declaration to a pod that computes something is broken; what is earlier, goes first."""

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
    """One thing that is not as it should be.

    Attributes:
        id: Of the rule that found it.
        severity: ``error`` keeps pods from running; ``warning`` does not, or not yet.
        where: The object it is about, as its tool names it.
        message: What was seen, what should be there, and why it matters.
        fix: What to do next.
        groups: Names of the GPU groups that it concerns; empty for all.
        seen: What was read, word for word.
        because: Ids of other findings that it follows from; filled in when all of them are known.
    """

    id: str
    severity: Severity
    where: str
    message: str
    fix: str
    groups: frozenset[str] = frozenset()
    seen: tuple[str, ...] = ()
    because: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Write out what a terminal, or a pipeline's log, would take for a command: names and logs are of others."""
        for field in ("where", "message", "fix"):
            object.__setattr__(self, field, printable(getattr(self, field)))
        object.__setattr__(self, "seen", tuple(map(printable, self.seen)))

    @property
    def problem(self) -> Problem:
        """The finding in the form in which all problems are told."""
        return Problem(self.id, self.severity, self.where, self.message, self.fix)


def error(
    rule: str, where: str, message: str, fix: str, *, groups: Iterable[str] = (), seen: Sequence[str] = ()
) -> Finding:
    """A finding that keeps pods from running.

    Args:
        rule: The rule's ``__name__``.
        where: The object it is about.
        message: What was seen, and why it matters.
        fix: What to do next.
        groups: GPU groups that it concerns; none for all.
        seen: What was read, word for word.
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
    findings: Iterable[Finding], stages: Mapping[str, Stage], follows: Mapping[str, frozenset[str]]
) -> tuple[Finding, ...]:
    """Findings, causes before what follows from them, errors before warnings.

    Args:
        findings: In any order.
        stages: Of each rule.
        follows: Ids of the rules that explain a rule's findings.
    """
    known = list(findings)
    explained = [replace(one, because=_causes(one, known, follows.get(one.id, frozenset()))) for one in known]
    explaining = {cause for one in explained if one.severity == "error" for cause in one.because}

    def order(one: Finding) -> tuple[bool, bool, bool, bool, Stage, str, str]:
        stage = stages[one.id]
        # What is looked at wrongly explains everything; then comes what something else follows from.
        return (
            one.severity != "error",
            stage != Stage.EVIDENCE,
            bool(one.because),
            one.id not in explaining,
            stage,
            one.id,
            one.where,
        )

    return tuple(sorted(explained, key=order))


def _causes(one: Finding, others: Iterable[Finding], ids: frozenset[str]) -> tuple[str, ...]:
    found = {
        other.id
        for other in others
        if other.id in ids
        # What does no harm yet is no reason for what does.
        and (other.severity == "error" or one.severity == "warning")
        and (not one.groups or not other.groups or one.groups & other.groups)
    }
    return tuple(sorted(found))
