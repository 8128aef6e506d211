"""docs/checks.md says what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

from eks_gpu import changes, checks
from eks_gpu.spec.reading.findings import FINDINGS
from tools.write_checks import PAGE, page

ROOT = Path(__file__).parents[2]
SOURCES = (
    *(ROOT / "constructs/eks_gpu/spec").rglob("*.py"),
    *ROOT.glob("constructs/eks_gpu/*.py"),
    *ROOT.glob("constructs/eks_gpu/cli/*.py"),
)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_it_has_a_section_for_every_rule() -> None:
    sections = re.findall(r"^## ([a-z0-9-]+)$", page(), flags=re.MULTILINE)

    assert sections == [*checks.by_id(), *changes.by_id()]


def test_everything_found_while_reading_is_listed() -> None:
    """Ids in the source of the reader: `Problem("…", …)`, and the rules named in `explain.py`."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = set(re.findall(r'Problem\(\s*"([a-z-]+)"', text)) | set(re.findall(r'"(spec-[a-z-]+)"', text))

    assert named == set(FINDINGS)


def test_every_rule_leads_to_the_fields_that_it_reports() -> None:
    text = page()

    assert text.count("\nReported for [`") == len(checks.rules()) + len(changes.rules())
    assert "Reported for [`deletion_protection`](reference/cluster-file.md#deletion_protection)." in text
