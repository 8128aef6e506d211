"""Constructors for the findings of rules, and words that their messages share."""

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
        message: The given value, the allowed values, and the reason.
        fix: The edit to make.
        rests_on: Other paths of the spec that the finding depends on.
    """
    return Problem(rule_id(rule), "error", where, message, fix, rests_on=rests_on)


def warning(rule: str, where: str, message: str, fix: str, *rests_on: str) -> Problem:
    """A finding that does not stop synthesis; the arguments are those of `error`."""
    return Problem(rule_id(rule), "warning", where, message, fix, rests_on=rests_on)


def instead(given: str, allowed: Collection[str], otherwise: str) -> str:
    """The fix for a word that is not allowed: the nearest allowed one, or else the text of ``otherwise``."""
    close = nearest(given, allowed)
    return f"write {close}" if close else otherwise


def among(allowed: Collection[str], nothing: str = "none") -> str:
    """The allowed values as a list; ``nothing`` if there are none."""
    return listed(allowed) if allowed else nothing
