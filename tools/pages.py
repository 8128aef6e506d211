"""Files in docs/ that are made from the code: written, or compared with what is committed; and tables of rules."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eks_gpu.rule_pages import RulePage

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def write_or_compare(files: Mapping[Path, Callable[[], str]], folder: Path | None = None) -> int:
    """Write the files; with --check change nothing, say which are stale, and return 1 if any file is.

    Args:
        files: The content of each file.
        folder: A folder that contains these files only; others in it are left from subjects that are gone.
    """
    left = sorted({*folder.glob("*")} - files.keys()) if folder and folder.exists() else []
    if "--check" not in sys.argv[1:]:
        for file in left:
            file.unlink()
        for file, text in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text(), encoding="utf-8")
        return 0
    stale = [file for file, text in files.items() if not file.exists() or file.read_text(encoding="utf-8") != text()]
    for file in (*stale, *left):
        print(f"{file.relative_to(ROOT)} is not what the code says; run make docs")
    return int(bool(stale or left))


def anchor(heading: str) -> str:
    """The name by which GitHub links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def escaped(text: str) -> str:
    """Text from the code as Markdown: placeholders such as <name> are not HTML, and `code` stays as it is."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([<*])", r"\\\1", part) for part in parts)


def table(rules: Iterable[RulePage], *, same_page: bool = False) -> str:
    """An index of rules: a row for each, which leads to its section.

    Args:
        rules: In the order of the rows.
        same_page: Whether their sections are on the page that has the table.
    """
    rows = [
        f"| [`{rule.id}`]({'' if same_page else f'{rule.subject}.md'}#{rule.id}) | {rule.severity} | {rule.summary} |"
        for rule in rules
    ]
    return "\n".join(["| id | level | finds |\n|---|---|---|", *rows])
