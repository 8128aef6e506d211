"""The answer at a glance: does it run, what does it cost, how large is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.page.markup import DASH, Markup, element, joined
from eks_gpu.page.parts import value
from eks_gpu.page.sections.day import day_total
from eks_gpu.page.words import TOGETHER, badge, nodes_of, several, support_of
from eks_gpu.problem import has_errors, plural
from eks_gpu.report.costs import amount, month
from eks_gpu.report.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.page.markup import Child
    from eks_gpu.page.subject import Subject


def summary(subject: Subject) -> Markup:
    """The head of the page, with its tiles."""
    design = subject.design
    words = [design.spec.region, f"Kubernetes {design.spec.kubernetes_version}"] if design else []
    under = " · ".join([*words, subject.declaration.file])
    tiles = [one for one in (_runs(subject), *_costs(subject), _gpus(design), _findings(subject)) if one]
    return element(
        "header",
        element("p", "GPU cluster on Amazon EKS", class_="kicker"),
        element("h1", subject.name),
        element("p", under, class_="under"),
        element("dl", *tiles, class_="tiles"),
        _broken(subject),
        *_fields(design),
    )


def _broken(subject: Subject) -> Markup | None:
    """A warning that the page is about a part of the file only."""
    if not has_errors(subject.declaration.problems):
        return None
    words = "The file has errors, so this page shows what could be read of it; nothing is written for Terraform."
    return element("p", badge("✗", words, "bad"), class_="broken")


def verdict_of(subject: Subject) -> tuple[str, str, str]:
    """Mark, words and tone for all workloads together."""
    fits = [fit for fit, _ in subject.fits]
    if not fits:
        return (DASH, "no workloads", "mute")
    bad = [one for one in fits if one.verdict != "runs"]
    if not bad:
        return ("✓", f"all {len(fits)} run" if len(fits) > 1 else "it runs", "good")
    if len({one.verdict for one in bad}) == 1 and len(fits) == 1:
        return TOGETHER[bad[0].verdict]
    tone = "warn" if all(one.verdict == "capacity" for one in bad) else "bad"
    return ("!" if tone == "warn" else "✗", f"{len(bad)} of {len(fits)} do not run", tone)


def _tile(term: str, main: Child, below: Child = None, tone: str = "") -> Markup:
    under = element("span", below, class_="below") if below else None
    classes = f"tile {tone}".strip()
    return element(
        "div", element("dt", term), element("dd", element("span", main, class_="main"), under), class_=classes
    )


def _runs(subject: Subject) -> Markup:
    mark, words, tone = verdict_of(subject)
    number = len(subject.fits)
    below = f"{plural(number, 'workload')} on {plural(len(subject.models), 'group')}" if number else "nothing to judge"
    return _tile("Will it run?", badge(mark, words, tone), below, tone)


def _costs(subject: Subject) -> Iterator[Markup]:
    cost = subject.cost
    if cost is None or subject.design is None:
        if subject.design:
            yield _tile("Cost", "not known", "there are no prices for this region here")
        return
    currency = cost.prices.currency
    unit = element("small", f" {currency} an hour")
    rest = joined([value(cost.rest, amount(cost.rest), "cost-rest"), unit])
    least = f"{month(cost.rest)} {currency} a month, every group at its minimum"
    yield _tile("Cost at rest", rest, f"{least}{_without(_reservations(subject.design))}")
    most = joined([value(cost.most, amount(cost.most), "cost-most"), unit])
    left_out = ["nodes that have no price"] if cost.unpriced else []
    yield _tile("Cost at most", most, f"every group at its maximum{_without([*left_out, *_blocks(subject.design)])}")
    total = day_total(subject)
    if total is not None:
        shown = joined([value(total, amount(total), "cost-day"), element("small", f" {currency}")])
        yield _tile("A simulated day", shown, "with the workloads that the file declares")


def _reservations(design: ClusterDesign) -> list[str]:
    reserved = (one for one in design.groups if one.launch_template.reservation)
    return ["unused reservations"] if any(one.capacity_type == "ON_DEMAND" for one in reserved) else []


def _blocks(design: ClusterDesign) -> list[str]:
    prepaid = any(one.capacity_type == "CAPACITY_BLOCK" for one in design.groups)
    return ["the price of a Capacity Block"] if prepaid else []


def _without(words: list[str]) -> str:
    return f", without {' and '.join(words)}" if words else ""


def _gpus(design: ClusterDesign | None) -> Markup | None:
    if design is None:
        return None
    with_gpus = [group for group in nodes_of(design) if group.has_gpus]
    least = sum(group.min_nodes * group.gpus_per_node for group in with_gpus)
    most = sum(group.max_nodes * group.gpus_per_node for group in with_gpus)
    models = dict.fromkeys(kind.gpu.model for group in with_gpus for kind in group.types if kind.gpu)
    sizes = f"{least:,} to {most:,}" if least != most else f"{most:,}"
    return _tile("GPUs", sizes, several(models, "no GPU group"))


def _findings(subject: Subject) -> Markup:
    problems = subject.declaration.problems
    errors = sum(problem.severity == "error" for problem in problems)
    mark, tone = ("✗", "bad") if errors else ("!", "warn") if problems else ("✓", "good")
    words = counted(problems, len(subject.declaration.ignored))
    return _tile("Findings", badge(mark, words, tone), "of the check", tone)


def _fields(design: ClusterDesign | None) -> Iterator[Markup]:
    if design is None:
        return
    support = support_of(design.spec.kubernetes_version)
    until = f", {support}" if support else ""
    words = f"Kubernetes {design.spec.kubernetes_version}{until}. Facts and dates are those of the catalogue of "
    yield element(
        "p", words, element("time", str(catalog.versions_as_of())), "; this page asks no clock.", class_="note"
    )
