"""Files in docs/ that are made from the code: written, or compared with what is committed; and pages about rules."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
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


def table(rules: Iterable[ModuleType]) -> str:
    """An index of rules: a row each, which leads to its section."""
    rows = [f"| [`{_id(rule)}`](#{_id(rule)}) | {_severity(rule)} | {_summary(rule)} |" for rule in rules]
    return "\n".join(["| id | severity | finds |\n|---|---|---|", *rows])


def section(rule: ModuleType, last: str = "") -> str:
    """A rule's docstring under its id; `last` is a paragraph after it."""
    _, _, rest = (inspect.getdoc(rule) or "").partition("\n\n")
    end = f"\n\n{last}" if last else ""
    return f"## {_id(rule)}\n\n{_severity(rule)}: {_summary(rule)}\n\n{rest}{end}\n"


def _id(rule: ModuleType) -> str:
    return rule_id(rule.__name__)


def _severity(rule: ModuleType) -> str:
    """The kinds of finding that a rule's file makes."""
    return " or ".join(kind for kind in ("error", "warning") if hasattr(rule, kind))


def _summary(rule: ModuleType) -> str:
    return " ".join((inspect.getdoc(rule) or "").partition("\n\n")[0].split())
