"""Write docs/reference/findings, a page for each stage, from the findings; with --check only compare."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.doctor import Stage  # noqa: E402 - after the path above
from eks_gpu.rule_pages import RulePage, headings, rule_pages, section  # noqa: E402 - as above
from tools.pages import DOCS, table, write_or_compare  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = DOCS / "reference" / "findings"
# As on the way from an AWS account to a pod that computes.
STAGES = tuple(stage.name.lower() for stage in Stage)
HEAD = """# Findings of `eks-gpu doctor`

The findings of `eks-gpu doctor` on a running cluster; [the guide](../../how-to/doctor.md) describes the command.
`eks-gpu rule ID` prints the section of a finding without a network. An error keeps pods from running. A warning does
not, or not yet. A cause is reported before its consequences: the tables below follow the way from an AWS account to a
pod that computes.

Every section has a bad and a good example: what kubectl and AWS print of the objects that matter, shortened.

These pages are generated from the findings (`make docs`).
"""


def files() -> Mapping[Path, Callable[[], str]]:
    """Every page, and what it contains."""
    return {FOLDER / "README.md": index_page, **{FOLDER / f"{one}.md": partial(stage_page, one) for one in STAGES}}


def index_page() -> str:
    """The table of all findings, stage by stage."""
    parts = [f"## [{headings()[f'findings/{stage}']}]({stage}.md)\n\n{table(_findings(stage))}\n" for stage in STAGES]
    return "\n".join([HEAD, *parts]).rstrip() + "\n"


def stage_page(stage: str) -> str:
    """The findings of a stage."""
    found = _findings(stage)
    parts = [f"# {headings()[f'findings/{stage}']}\n\n{table(found, same_page=True)}\n"]
    return "\n".join([*parts, *(section(rule, _causes(rule)) for rule in found), "[All findings](README.md)\n"])


def _findings(stage: str) -> list[RulePage]:
    return [rule for rule in rule_pages().values() if rule.page == f"findings/{stage}"]


def _causes(rule: RulePage) -> str:
    pages = rule_pages()
    follows = ", ".join(f"[`{name}`]({pages[name].subject}.md#{name})" for name in rule.follows)
    return f"**May follow from** {follows}." if follows else ""


if __name__ == "__main__":
    sys.exit(write_or_compare(files(), FOLDER))
