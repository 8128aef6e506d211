"""Files in docs/ that are made from the code: written, or compared with what is committed; and pages about rules."""

from __future__ import annotations

import inspect
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def write_or_compare(files: Mapping[Path, Callable[[], str]]) -> int:
    """Write the files; with --check change nothing, say which are stale, and return 1 where one is."""
    if "--check" not in sys.argv[1:]:
        for file, text in files.items():
            file.write_text(text(), encoding="utf-8")
        return 0
    stale = [file for file, text in files.items() if not file.exists() or file.read_text(encoding="utf-8") != text()]
    for file in stale:
        print(f"{file.relative_to(ROOT)} is not what the code says; run make docs")
    return int(bool(stale))


def anchor(heading: str) -> str:
    """The name by which GitHub links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def escaped(text: str) -> str:
    """Text from the code as Markdown: placeholders such as <name> are not HTML, and `code` stays as it is."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([<*])", r"\\\1", part) for part in parts)


def table(rules: Iterable[ModuleType]) -> str:
    """An index of rules: a row each, which leads to its section."""
    rows = [f"| [`{_id(rule)}`](#{_id(rule)}) | {_severity(rule)} | {_summary(rule)} |" for rule in rules]
    return "\n".join(["| id | severity | finds |\n|---|---|---|", *rows])


def tables(rules: Iterable[ModuleType], folders: Iterable[str], level: str) -> Iterator[str]:
    """An index of rules for each folder that they stand in, below what the folder says of itself.

    Args:
        rules: All of them.
        folders: In the order of the page; a rule in another one is an error.
        level: The mark of the headings.
    """
    order = list(folders)
    ranked = sorted(rules, key=lambda rule: (order.index(_folder(rule).rpartition(".")[2]), rule_id(rule.__name__)))
    for folder, there in groupby(ranked, _folder):
        yield f"{level} {_summary(sys.modules[folder]).rstrip('.')}\n\n{table(there)}\n"


def section(rule: ModuleType, last: str = "") -> str:
    """A rule's docstring under its id; `last` is a paragraph after it."""
    _, _, rest = (inspect.getdoc(rule) or "").partition("\n\n")
    end = f"\n\n{last}" if last else ""
    return f"## {_id(rule)}\n\n{_severity(rule)}: {_summary(rule)}\n\n{rest}{end}\n"


def _id(rule: ModuleType) -> str:
    return rule_id(rule.__name__)


def _folder(rule: ModuleType) -> str:
    return rule.__name__.rpartition(".")[0]


def _severity(rule: ModuleType) -> str:
    """The kinds of finding that a rule's file makes."""
    return " or ".join(kind for kind in ("error", "warning") if hasattr(rule, kind))


def _summary(rule: ModuleType) -> str:
    return " ".join((inspect.getdoc(rule) or "").partition("\n\n")[0].split())
