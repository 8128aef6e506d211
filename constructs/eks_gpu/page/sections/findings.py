"""Findings of the check, each with the edit that fixes it and a link to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Markup, element, joined
from eks_gpu.page.parts import code, more, section
from eks_gpu.page.words import badge
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.page.subject import Subject
    from eks_gpu.problem import Problem

_SEVERITIES = {"error": ("✗", "error", "bad"), "warning": ("!", "warning", "warn")}
# As many are shown as a person reads; `eks-gpu check` prints all.
_MOST = 100


def findings(subject: Subject) -> Markup:
    """The section."""
    problems = subject.declaration.problems
    ignored = subject.declaration.ignored
    body = problem_list(subject, problems) if problems else element("p", badge("✓", "no problems", "good"))
    left = [element("li", _one(subject, one.problem), element("p", f"Accepted: {one.reason}")) for one in ignored]
    accepted = more(f"{plural(len(left), 'finding')} that the file accepts", element("ul", *left, class_="problems"))
    return section("findings", "Findings", body, accepted if left else None)


def problem_list(subject: Subject, problems: Iterable[Problem]) -> Markup:
    """Problems, errors first."""
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    items = [element("li", _one(subject, problem)) for problem in ordered[:_MOST]]
    rest = len(ordered) - len(items)
    note = (
        element("p", f"{plural(rest, 'more finding')}: ", code("eks-gpu check"), " prints all.") if rest > 0 else None
    )
    return joined([element("ul", *items, class_="problems"), note])


def _one(subject: Subject, problem: Problem) -> Markup:
    place = f"{problem.file}:{problem.position.line}" if problem.position else problem.file
    head = [badge(*_SEVERITIES[problem.severity]), " ", _rule(subject, problem.id), " "]
    where = element("span", " ".join(filter(None, [place, problem.where])), class_="below")
    fix = element("p", element("strong", "Fix: "), problem.fix) if problem.fix else None
    return joined([element("p", *head, where), element("p", problem.message), fix])


def _rule(subject: Subject, rule: str) -> Markup:
    """The rule's id, which leads to its page where the documentation has an address."""
    address, command = subject.rule(rule)
    if address:
        return element("a", rule, href=address)
    return element("span", code(rule), *([" (", code(command), ")"] if command else []))
