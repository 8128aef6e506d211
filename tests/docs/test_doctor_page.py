"""docs/doctor.md and the guide to the doctor show what the doctor prints."""

from __future__ import annotations

import re
from pathlib import Path

from eks_gpu.doctor import Situation, Stage, examine, findings, observe
from eks_gpu.doctor.report import as_text, not_looked_at
from eks_gpu.rules import rule_id
from tests.doctor import healthy
from tests.doctor.cases import BROKEN
from tools.write_doctor import PAGE, page

GUIDE = (Path(__file__).parents[2] / "docs" / "how-to" / "doctor.md").read_text(encoding="utf-8")


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_it_has_a_row_and_a_section_for_every_finding() -> None:
    rules = {rule_id(rule.__name__) for rule in findings.rules()}

    assert set(re.findall(r"^## ([a-z0-9]+(?:-[a-z0-9]+)+)$", page(), flags=re.MULTILINE)) == rules
    assert set(re.findall(r"^\| \[`([a-z0-9-]+)`\]", page(), flags=re.MULTILINE)) == rules
    assert {findings.stage(rule) for rule in findings.rules()} == set(Stage)


def shown() -> str:
    case = next(case for case in BROKEN if case.name == "quota-of-zero")
    seen = observe(case.folder().texts())
    situation = Situation(healthy.design(), seen)
    found = examine(healthy.design(), seen)
    return as_text("clusters/vision.yaml", situation, found, not_looked_at(situation))


def test_the_guide_shows_what_is_printed() -> None:
    assert f"$ eks-gpu doctor clusters/vision.yaml --from gathered\n{shown()}\n```" in GUIDE
