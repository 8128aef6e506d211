"""How rules say what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import Problem, listed, nearest
from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Collection


def error(rule: str, where: str, message: str, fix: str, *rests_on: str) -> Problem:
    """A finding that stops synthesis.

    Args:
        rule: The rule's ``__name__``.
        where: Path into the spec.
        message: What was given, what is allowed, and why.
        fix: The edit to make.
        rests_on: Other paths of the spec that the finding follows from.
    """
    return Problem(rule_id(rule), "error", where, message, fix, rests_on=rests_on)


def warning(rule: str, where: str, message: str, fix: str, *rests_on: str) -> Problem:
    """A finding that does not stop synthesis; the arguments are those of `error`."""
    return Problem(rule_id(rule), "warning", where, message, fix, rests_on=rests_on)


def instead(given: str, allowed: Collection[str], otherwise: str) -> str:
    """The fix for a word that is not among those allowed: the nearest of them, or else the words given."""
    close = nearest(given, allowed)
    return f"write {close}" if close else otherwise


def among(allowed: Collection[str], nothing: str = "none") -> str:
    """What is allowed, as a list; an empty one says so."""
    return listed(allowed) if allowed else nothing
