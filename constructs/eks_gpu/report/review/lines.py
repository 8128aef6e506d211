"""The findings of a review, one object in each line: for scripts and for the log of a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import Problem
from eks_gpu.review.fates import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.problem import Severity
    from eks_gpu.report.review.words import Page
    from eks_gpu.review.entries import Entry
    from eks_gpu.review.plan import Plan

# The review's own findings, in a sentence each.
FINDINGS = {
    "plan-refused": "AWS will refuse what the plan would do.",
    "plan-condition": "A condition that the configuration checks is not met.",
    "plan-incomplete": "The plan does not show everything that would happen.",
    "plan-interrupt": "The plan interrupts work: nodes or pods are replaced.",
    "plan-replace": "The plan replaces an object: it is destroyed and created again.",
    "plan-destroy": "The plan destroys an object.",
    "plan-lose": "The plan destroys an object together with what it stores.",
}


def findings(page: Page) -> list[Problem]:
    """Reasons against a plan: refusals first, then objects from the worst level on, then the checks' own findings.

    Changes in place and new objects interrupt nothing, so they are left out.
    """
    review = page.review
    sentences: tuple[tuple[str, Severity, Sequence[str]], ...] = (
        ("plan-refused", "error", review.refusals),
        ("plan-condition", "error", review.checks),
        ("plan-incomplete", "warning", review.doubts),
    )
    entries = [entry for section in review.sections for entry in section.entries if entry.level >= Level.INTERRUPT]
    return [
        *(_sentence(name, severity, text, review.plans) for name, severity, texts in sentences for text in texts),
        *(one for entry in sorted(entries, key=lambda entry: -entry.level) for one in _objects(entry, review.plans)),
        *(page.problems or ()),
    ]


def _sentence(name: str, severity: Severity, text: str, plans: Sequence[Plan]) -> Problem:
    return Problem(name, severity, "", text, _fix(plans[0]), plans[0].file if len(plans) == 1 else "")


def _objects(entry: Entry, plans: Sequence[Plan]) -> Iterator[Problem]:
    """A finding for each object; what cannot be undone is an error."""
    severity: Severity = "error" if entry.level >= Level.DESTROY else "warning"
    forcing = [f"{field.path}: {field.before} → {field.after}" for field in entry.fields if field.forces]
    reasons = "; ".join([*forcing, *entry.notes])
    message = f"{entry.fate.value}{f' ({reasons})' if reasons else ''}"
    for change in entry.changes:
        plan = plans[change.plan]
        yield Problem(f"plan-{entry.level.name.lower()}", severity, change.address, message, _fix(plan), file=plan.file)


def _fix(plan: Plan) -> str:
    return f"apply it only if you want that; `eks-gpu review {plan.file}` shows all fields"
