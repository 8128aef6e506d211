"""docs/reference/findings and the guide to the doctor show what the doctor prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eks_gpu.doctor import Situation, Stage, examine, findings, observe
from eks_gpu.doctor.report import as_text, not_looked_at
from eks_gpu.rules import rule_id
from tests.doctor import healthy
from tests.doctor.cases import BROKEN
from tools.write_doctor import FOLDER, STAGES, files, index_page, stage_page

PAGES = files()
GUIDE = (Path(__file__).parents[2] / "docs" / "how-to" / "doctor.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_the_page_is_current(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == PAGES[file]()
    assert {*FOLDER.iterdir()} == PAGES.keys()


def test_every_finding_has_a_row_in_the_index_and_a_section_on_the_page_of_its_stage() -> None:
    rules = {rule_id(rule.__name__): findings.stage(rule).name.lower() for rule in findings.rules()}
    rows = re.findall(r"^\| \[`([a-z0-9-]+)`\]\(([a-z]+)\.md#\1\)", index_page(), flags=re.MULTILINE)
    found = {
        name: stage
        for stage in STAGES
        for name in re.findall(r"^## ([a-z0-9-]+)$", stage_page(stage), flags=re.MULTILINE)
    }

    assert dict(rows) == found == rules
    assert {findings.stage(rule) for rule in findings.rules()} == set(Stage)


def shown() -> str:
    case = next(case for case in BROKEN if case.name == "quota-of-zero")
    seen = observe(case.folder().texts())
    situation = Situation(healthy.design(), seen)
    found = examine(healthy.design(), seen)
    return as_text("clusters/vision.yaml", situation, found, not_looked_at(situation))


def test_the_guide_shows_what_is_printed() -> None:
    assert f"$ eks-gpu doctor clusters/vision.yaml --from gathered\n{shown()}\n```" in GUIDE
