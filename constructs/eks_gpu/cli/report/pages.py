"""Pages of a report, and the files that hold them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli.frame.files import STDIN
from eks_gpu.page import cluster_page, fleet_page, standalone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eks_gpu.page import Subject
    from eks_gpu.problem import Problem

# Everything that some file system or address treats differently.
_UNSAFE = re.compile(r"[^\w.-]", re.ASCII)


def pages_of(
    subjects: Sequence[Subject], form: str, others: Sequence[Problem], *, fleet: bool
) -> Iterator[tuple[str, str]]:
    """Name and text of every page."""
    names = _names(subjects, form)
    if form == "svg":
        yield from ((name, standalone(one.design)) for name, one in zip(names, subjects, strict=True) if one.design)
        return
    if fleet:
        yield "index.html", fleet_page(list(zip(subjects, names, strict=True)), others)
    for name, one in zip(names, subjects, strict=True):
        yield name, cluster_page(one, "index.html" if fleet else "")


def _names(subjects: Sequence[Subject], form: str) -> list[str]:
    """Names of files, made of the names of the cluster files; a number follows where two have the same."""
    names, taken = list[str](), {"index"}
    for one in subjects:
        stem = _UNSAFE.sub("-", Path(one.declaration.file).stem).lstrip(".-") or "cluster"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name)
        names.append(f"{name}.{form}")
    return names


def write(pages: Mapping[str, str], output: Path | None, form: str, *, fleet: bool) -> str:
    """Write the pages; the place comes back, and nothing for pages that were printed."""
    if not fleet:
        text = next(iter(pages.values()), "")
        file = output or Path(f"report.{form}")
        if file == STDIN:
            print(text, end="")
            return ""
        file.write_text(text, encoding="utf-8")
        return str(file)
    folder = output or Path("report")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)
