"""Navigation of the site: which page stands where."""

from __future__ import annotations

from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = str | dict[str, "str | list[Entry]"]
HOW_TO = {
    "Start": ("cluster-file", "existing-cluster", "deploy", "troubleshooting"),
    "Run": (
        *("serving", "expose", "multi-node-serving", "manifests", "gpu-sharing", "share-gpus", "distributed-training"),
        *("ray-on-spot", "cpu-groups", "groups-or-pools", "spot-and-fallback", "reserved-capacity", "simulate"),
        "report",
    ),
    "Operate": (
        *("charts", "addresses", "teams", "monitoring", "doctor", "upgrade", "review"),
        "when-an-apply-breaks-off",
    ),
    "Move": ("from-eksctl", "from-terraform-aws-eks", "from-groups-to-pools"),
    "Scale out": ("behind-a-proxy", "many-clusters", "hcp-terraform", "engines", "library"),
}
EXPLANATION = (
    "index",
    "will-it-run",
    "why-is-my-gpu-node-not-scaling",
    "scale-from-zero",
    "seeds",
    "testing",
    "benchmarks",
    "layout",
)
# These come first in the reference; every other page follows by its path.
REFERENCE = ("index", "cluster-file", "cli", "synthesis", "outputs", "python", "costs", "edits")
# A page that only the site has: `examples` writes it.
EXAMPLES = "examples/index.md"
PROJECT = ("CHANGELOG.md", "CONTRIBUTING.md", "STYLE.md")


class UnsortedPageError(Exception):
    """A page stands nowhere in the navigation, or the navigation names one that does not exist."""


def navigation(pages: Iterable[PurePosixPath]) -> list[Entry]:
    """Tabs and what stands in them.

    Args:
        pages: All pages of the site; those below `repository/` are reached by links, except the project's own.

    Raises:
        UnsortedPageError: If a page of docs/ is missing below.
    """
    found = set(pages)
    examples: list[Entry] = [{"Examples": EXAMPLES}] if PurePosixPath(EXAMPLES) in found else []
    tabs: list[Entry] = [
        {"Home": "index.md"},
        {"Tutorial": ["tutorial/first-model.md"]},
        {"How-to": ["how-to/index.md", *_how_to()]},
        {"Reference": _reference(found)},
        {"Explanation": [f"explanation/{name}.md" for name in EXPLANATION]},
        {"Decisions": _below("decisions", found)},
        *examples,
        {"Project": [f"repository/{name}" for name in PROJECT if PurePosixPath(f"repository/{name}") in found]},
    ]
    named = set(_names(tabs))
    expected = {str(page) for page in found if page.parts[0] != "repository"}
    if lost := sorted(expected - named) or sorted(named - {str(page) for page in found}):
        raise UnsortedPageError(f"tools/website/nav.py does not place, or names without a file: {', '.join(lost)}")
    return tabs


def _how_to() -> list[Entry]:
    return [{title: [f"how-to/{name}.md" for name in names]} for title, names in HOW_TO.items()]


def _reference(found: set[PurePosixPath]) -> list[Entry]:
    first = [f"reference/{name}.md" for name in REFERENCE]
    direct = [str(page) for page in sorted(found) if page.parent == PurePosixPath("reference")]
    folders = _folders(PurePosixPath("reference"), found)
    return [*first, *folders, *(page for page in direct if page not in first)]


def _folders(above: PurePosixPath, found: set[PurePosixPath]) -> list[Entry]:
    """Folders below one, each with its pages and then its own folders."""
    depth = len(above.parts)
    inside = sorted(page for page in found if page.is_relative_to(above) and page.parent != above)
    return [
        {
            title(name): [
                *_named(page for page in there if page.parent == above / name),
                *_folders(above / name, found),
            ]
        }
        for name, there in ((name, list(there)) for name, there in groupby(inside, lambda page: page.parts[depth]))
    ]


def _named(pages: Iterable[PurePosixPath]) -> list[Entry]:
    """Pages of a folder, its index first, each by its subject: their headings are sentences, too long for a column."""
    return [page if page.endswith("/index.md") else {title(PurePosixPath(page).stem): page} for page in _paths(pages)]


def title(folder: str) -> str:
    """Title of a folder in the navigation."""
    return folder.replace("-", " ").capitalize()


def _below(folder: str, found: set[PurePosixPath]) -> list[Entry]:
    return _indexed(page for page in sorted(found) if page.parts[0] == folder)


def _indexed(pages: Iterable[PurePosixPath]) -> list[Entry]:
    return [*_paths(pages)]


def _paths(pages: Iterable[PurePosixPath]) -> list[str]:
    """Pages of a folder, its index first."""
    return [str(page) for page in sorted(pages, key=lambda page: (page.name != "index.md", page))]


def _names(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            for value in entry.values():
                yield from [value] if isinstance(value, str) else _names(value)
