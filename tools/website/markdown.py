"""Pages as GitHub reads them, rewritten for Python-Markdown, which site generators use.

The two differ in three places. GitHub (CommonMark) takes as many spaces for the content of a list item as the item's
mark is wide; Python-Markdown wants four. GitHub needs no empty line before a list or table. In a table GitHub wants a
backslash before every bar that divides no cells; Python-Markdown shows this backslash if the bar stands in code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])(\s+)(?=\S)")
_LINK = re.compile(r"(!?\[(?:[^\[\]`]|`[^`]*`|\[[^\]]*\])*\]\()([^)\s]+)(\))")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_INDENT = 4


def blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Runs of lines: whether they are a fenced block of code, and the lines."""
    fence, run = "", list[str]()
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            run.append(line)
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield True, "".join(run)
                fence, run = "", []
        elif mark:
            if run:
                yield False, "".join(run)
            fence, run = mark[1], [line]
        else:
            run.append(line)
    if run:
        yield bool(fence), "".join(run)


def relinked(text: str, moved: Callable[[str], str]) -> str:
    """The page with other link targets; code stays as it is."""

    def replaced(prose: str) -> str:
        # Links may hold code in their text, so code outside of links is set aside, not cut out.
        found = [match.span() for match in _CODE.finditer(prose)]
        starts = [start for start, _ in found]

        def link(match: re.Match[str]) -> str:
            before = bisect_left(starts, match.start())
            inside = before > 0 and match.end() < found[before - 1][1]
            return match[0] if inside else f"{match[1]}{moved(match[2])}{match[3]}"

        return _LINK.sub(link, prose)

    return "".join(run if is_code else replaced(run) for is_code, run in blocks(text))


def indented(text: str) -> str:
    """The page with four spaces for each level of a list, and an empty line before a list or a table."""
    lines, levels, fence, before = list[str](), list[int](), "", ""
    for line in text.splitlines():
        bare = line.lstrip(" ")
        spaces = len(line) - len(bare)
        if fence:
            # Code moves with the item that it belongs to.
            lines.append(_moved(line, levels))
            fence = "" if bare.rstrip() == fence else fence
            continue
        if bare:
            while levels and spaces < levels[-1]:
                levels.pop()
            item = _ITEM.match(line)
            starts_list = item is not None and not _ITEM.match(before) and not levels
            starts_table = bare.startswith("|") and bool(before.strip()) and not before.lstrip().startswith("|")
            if before.strip() and (starts_list or starts_table):
                lines.append("")
            lines.append(_CODE.sub(_bare, _moved(line, levels)) if bare.startswith("|") else _moved(line, levels))
            if item:
                levels.append(item.end())
            mark = _FENCE.match(line)
            fence = mark[1] if mark else ""
        else:
            lines.append("")
        before = line
    return "\n".join(lines) + "\n"


def _bare(code: re.Match[str]) -> str:
    """Code of a table's cell, with its bars as they are."""
    return code[0].replace(r"\|", "|")


def _moved(line: str, levels: list[int]) -> str:
    """A line below list items whose texts begin at these columns."""
    own = levels[-1] if levels else 0
    return " " * _INDENT * len(levels) + (line[own:] if not line[:own].strip() else line.lstrip(" ")) if line else ""
