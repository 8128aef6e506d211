"""The README, and the pages that continue it, show what the commands print."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from eks_gpu import declaration
from eks_gpu.cli.frame.costs import costs
from eks_gpu.report.review.text import as_text
from eks_gpu.report.review.words import Page
from eks_gpu.report.text import report
from eks_gpu.review import plan, review
from eks_gpu.review import read as read_plan
from eks_gpu.spec import load_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOME = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
WILL_IT_RUN = (ROOT / "docs" / "explanation" / "will-it-run.md").read_text(encoding="utf-8")
REVIEW = (ROOT / "docs" / "how-to" / "review.md").read_text(encoding="utf-8")
QUICKSTART = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
BROKEN = {
    "[203.0.113.7/32]": "[203.0.113.7]",
    "g5.xlarge": "p3.2xlarge",
    "max_per_zone: 1": "max_nodes: 1",
    "kind: job": "kind: deployment",
}


def output(text: str) -> str:
    checked = [declaration.check(load_text(text, "clusters/quickstart.yaml"))]
    return report(checked, costs=costs(checked, None))


def test_it_is_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 150


def test_the_quickstart_is_shown_as_it_is() -> None:
    assert f"```yaml\n{QUICKSTART}```" in README


def test_fifteen_gibibytes_are_too_many() -> None:
    shown = f"$ eks-gpu check clusters/quickstart.yaml\n{output(f'{QUICKSTART}    memory: 15Gi')}\n```"

    assert shown in WILL_IT_RUN


def test_the_home_page_shows_the_same_finding() -> None:
    finding, _, _ = output(f"{QUICKSTART}    memory: 15Gi").partition("\n\n")

    assert f"$ eks-gpu check clusters/quickstart.yaml\n{finding}\n```" in HOME


def test_the_broken_file() -> None:
    text = QUICKSTART
    for right, wrong in BROKEN.items():
        text = text.replace(right, wrong)
    found, _, counted = output(text).rpartition("\n\n")
    # Which groups there are could not be read, so there is no table of verdicts.
    assert f"$ python main.py\n{found}\n\n{counted}\nnothing was written\n" in README


def test_the_review_of_a_plan() -> None:
    """As it was recorded: `disk_gib` of one group goes from 200 to 500."""
    recorded = ROOT / "tests" / "review" / "plans" / "disk.json"
    page = as_text(Page(review([plan(read_plan(recorded))])))

    assert f"$ eks-gpu review plan.json\n{page}\n```" in REVIEW


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@cache
def anchors(page: Path) -> set[str]:
    """What GitHub makes of a page's headings."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_into_pages_lead_to_a_heading(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", page.read_text(encoding="utf-8"))
    missing = [(file, head) for file, head in links if head not in anchors(page.parent / file if file else page)]

    assert missing == []
