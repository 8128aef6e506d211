"""Pages of a report, and the files that hold them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli.frame.files import STDIN, NoFileError
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
        # In a fleet every file has its page. One file that cannot be read would have nothing to look at.
        if not (fleet or one.design):
            continue
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


def place_of(output: Path | None, form: str, *, fleet: bool) -> Path:
    """The file or the folder to write.

    Raises:
        NoFileError: The pages of several clusters cannot be in one file.
    """
    if not fleet:
        file = output or Path(f"report.{form}")
        return file / f"report.{form}" if file != STDIN and file.is_dir() else file
    folder = output or Path("report")
    if folder == STDIN or folder.suffix in {".html", ".svg"}:
        raise NoFileError(
            f"--output {folder}: several clusters need a folder, such as report; or name one cluster file"
        )
    return folder


def write(pages: Mapping[str, str], place: Path, *, fleet: bool) -> None:
    """Write the pages, or print the only one."""
    if fleet:
        place.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (place / name).write_text(text, encoding="utf-8")
        return
    (text,) = pages.values()
    if place == STDIN:
        print(text, end="")
    else:
        place.write_text(text, encoding="utf-8")
