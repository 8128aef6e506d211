"""The page of a fleet: one row for each cluster, and findings that belong to no single file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.frame import document, skip
from eks_gpu.page.markup import DASH, Markup, element, joined
from eks_gpu.page.parts import section, table, value
from eks_gpu.page.sections.findings import problem_list
from eks_gpu.page.sections.summary import verdict_of
from eks_gpu.page.words import badge, nodes_of
from eks_gpu.problem import plural
from eks_gpu.report.costs import amount, month
from eks_gpu.report.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.page.markup import Child
    from eks_gpu.page.subject import Subject
    from eks_gpu.problem import Problem


def fleet_page(subjects: Sequence[tuple[Subject, str]], others: Sequence[Problem] = ()) -> str:
    """The page as HTML.

    Args:
        subjects: Clusters, each with the address of its page.
        others: Problems that belong to no single file.
    """
    currencies = dict.fromkeys(one.cost.prices.currency for one, _ in subjects if one.cost)
    money = f" in {next(iter(currencies))}" if len(currencies) == 1 else ""
    heads = ("cluster", "region", "will it run?", "findings", "GPUs at most", "an hour at rest", "an hour at most")
    rows = [_row(one, address) for one, address in subjects]
    rows += [_sum(subjects)] if len(currencies) == 1 else []
    body = table(f"Clusters, with costs{money}", heads, rows, (4, 5, 6), "fleet")
    problems = (
        section("findings", "Findings about several files", problem_list(subjects[0][0], others)) if others else None
    )
    title = f"{plural(len(subjects), 'cluster')}"
    head = element(
        "header",
        element("p", "GPU clusters on Amazon EKS", class_="kicker"),
        element("h1", title),
        element("p", _under(one for one, _ in subjects), class_="under"),
    )
    main = element("main", section("clusters", "All clusters", body), problems, id="content")
    return document(f"{title}: eks-gpu report", skip(), head, main)


def _under(subjects: Iterable[Subject]) -> str:
    found = list(subjects)
    problems = [problem for one in found for problem in one.declaration.problems]
    costs = [one.cost for one in found if one.cost]
    currencies = {cost.prices.currency for cost in costs}
    if len(currencies) != 1:
        return counted(problems)
    rest, most = sum(cost.rest for cost in costs), sum(cost.most for cost in costs)
    currency = currencies.pop()
    return (
        f"{counted(problems)} · {amount(rest)} {currency} an hour at rest, {month(rest)} a month · {amount(most)} "
        f"{currency} an hour at most"
    )


def _row(subject: Subject, address: str) -> list[Child]:
    design, cost = subject.design, subject.cost
    link = element("a", subject.name, href=address)
    name = joined([link, element("span", subject.declaration.file, class_="below")])
    gpus = sum(group.max_nodes * group.gpus_per_node for group in nodes_of(design)) if design else 0
    return [
        name,
        design.spec.region if design else DASH,
        badge(*verdict_of(subject)) if design else DASH,
        _findings(subject),
        f"{gpus:,}",
        value(cost.rest, amount(cost.rest), "cost-rest") if cost else "not known",
        value(cost.most, amount(cost.most), "cost-most") if cost else "not known",
    ]


def _findings(subject: Subject) -> Markup:
    problems = subject.declaration.problems
    errors = any(problem.severity == "error" for problem in problems)
    mark, tone = ("✗", "bad") if errors else ("!", "warn") if problems else ("✓", "good")
    return badge(mark, counted(problems), tone)


def _sum(subjects: Iterable[tuple[Subject, str]]) -> list[Child]:
    costs = [one.cost for one, _ in subjects if one.cost]
    rest, most = sum(cost.rest for cost in costs), sum(cost.most for cost in costs)
    return [
        element("strong", "together"),
        "",
        "",
        "",
        "",
        value(rest, amount(rest), "total-rest"),
        value(most, amount(most), "total-most"),
    ]
