"""docs/reference/rules says what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eks_gpu import changes, checks
from eks_gpu.manifests import rules as of_manifests
from eks_gpu.rules.addresses import pages
from eks_gpu.spec.reading.findings import FINDINGS
from tools.write_checks import FOLDER, files, index_page

ROOT = Path(__file__).parents[2]
SOURCES = (
    *ROOT.glob("constructs/eks_gpu/spec/**/*.py"),
    *ROOT.glob("constructs/eks_gpu/*.py"),
    *ROOT.glob("constructs/eks_gpu/cli/**/*.py"),
    *ROOT.glob("constructs/eks_gpu/manifests/*.py"),
)
PAGES = files()
TEXTS = {file: text() for file, text in PAGES.items()}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_the_page_is_current(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == TEXTS[file]


def test_there_is_no_other_page() -> None:
    assert {*FOLDER.iterdir()} == PAGES.keys()


def test_every_rule_has_one_section_on_the_page_of_its_folder() -> None:
    sections = {
        name: f"rules/{file.stem}"
        for file, text in TEXTS.items()
        for name in re.findall(r"^## ([a-z0-9-]+)$", text, flags=re.MULTILINE)
    }
    headings = sum(text.count("\n## ") for file, text in TEXTS.items() if file.stem != "README")

    assert sections == {rule: pages()[rule] for rule in (*checks.by_id(), *of_manifests.by_id(), *changes.by_id())}
    assert headings == len(sections)


def test_every_row_of_the_index_leads_to_a_section() -> None:
    found = re.findall(r"^\| \[`([a-z0-9-]+)`\]\(([a-z]+)\.md#([a-z0-9-]+)\)", index_page(), flags=re.MULTILINE)

    assert {name for name, _, _ in found} == {*checks.by_id(), *of_manifests.by_id(), *changes.by_id()}
    assert all(f"rules/{page}" == pages()[name] and name == anchor for name, page, anchor in found)


def test_every_section_has_its_examples() -> None:
    text = "".join(TEXTS.values())

    rules = (*checks.rules(), *of_manifests.rules(), *changes.rules())
    assert text.count("\n**Bad**\n\n```yaml\n") == len(rules)
    assert text.count("\n**Good**\n\n```yaml\n") > len(checks.rules())
    assert text.count("\n**Before**\n\n```yaml\n") == len(changes.rules())


def test_everything_found_while_reading_is_listed() -> None:
    """Ids in the source of the reader: `Problem("…", …)`, and the rules named in `explain.py`."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = set(re.findall(r'[Pp]roblem\(\s*"([a-z-]+)"', text)) | set(re.findall(r'"(spec-[a-z-]+)"', text))

    assert named == set(FINDINGS)
    assert set(FINDINGS) <= set(re.findall(r"^\| `([a-z-]+)` \|", index_page(), flags=re.MULTILINE))


def test_every_rule_leads_to_the_fields_that_it_reports() -> None:
    text = "".join(TEXTS.values())

    assert text.count("\nReported for [`") == len(checks.rules()) + len(changes.rules())
    assert "Reported for [`deletion_protection`](../cluster-file.md#deletion_protection)." in text
