"""Pages of the site: those of docs/, and the files of the repository that they link to.

A link that leaves docs/ works on GitHub and would break on a site. Such a file becomes a page below `repository/`: a
Markdown page as it is, any other text as a block of code, a folder as a list. So the site needs no other host.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tools.website.markdown import indented, relinked

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS, REPOSITORY = PurePosixPath("docs"), PurePosixPath("repository")
# State of terraform, and values that users filled in.
_LEFT_BEHIND = {".backup", ".tfplan", ".tfstate", ".tfvars"}
_LANGUAGES = {".py": "python", ".sh": "bash", ".tf": "terraform", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}


class BrokenLinkError(Exception):
    """A page links to a file that does not exist."""


def pages(root: Path) -> dict[PurePosixPath, str]:
    """Text of every page by its path in the site, in the order in which links lead to them."""
    found, left = dict[PurePosixPath, str](), [_below(root, path) for path in sorted(root.glob("docs/**/*.md"))]
    seen = set(left)
    while left:
        path = left.pop(0)
        linked = list[PurePosixPath]()
        found[place(root, path)] = _page(root, path, linked)
        for other in linked:
            if other not in seen and _is_page(root, other):
                seen.add(other)
                left.append(other)
    return found


def files(root: Path) -> Iterator[PurePosixPath]:
    """Files of docs/ that are not pages: schemas and pictures."""
    for path in sorted(root.glob("docs/**/*")):
        if path.is_file() and path.suffix != ".md":
            yield _below(root, path)


def place(root: Path, path: PurePosixPath) -> PurePosixPath:
    """The path in the site of a file or folder of the repository."""
    if path.is_relative_to(DOCS):
        there = path.relative_to(DOCS) / "index.md" if (root / path).is_dir() else path.relative_to(DOCS)
    elif (root / path).is_dir():
        return REPOSITORY / path / "index.md"
    else:
        there = REPOSITORY / (path if path.suffix == ".md" else path.with_name(f"{path.name}.md"))
    return there.with_name("index.md") if there.name == "README.md" else there


def _below(root: Path, path: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(root).as_posix())


def _is_page(root: Path, path: PurePosixPath) -> bool:
    return path.suffix == ".md" or not path.is_relative_to(DOCS) or (root / path).is_dir()


def _page(root: Path, path: PurePosixPath, linked: list[PurePosixPath]) -> str:
    """The text of a page; the files that it links to are added to `linked`."""
    here = place(root, path)

    def moved(target: str) -> str:
        file, mark, anchor = target.partition("#")
        if not file or "://" in file or file.startswith("mailto:"):
            return target
        other = PurePosixPath(os.path.normpath(path.parent / file if not (root / path).is_dir() else path / file))
        if not (root / other).exists():
            raise BrokenLinkError(f"{path}: {target} does not exist")
        linked.append(other)
        return f"{os.path.relpath(place(root, other), here.parent)}{mark}{anchor}"

    return relinked(indented(_text(root, path)), moved)


def _text(root: Path, path: PurePosixPath) -> str:
    full = root / path
    if full.is_dir():
        readme = full / "README.md"
        listed = "".join(f"- {_entry(entry)}\n" for entry in sorted(full.iterdir()) if _is_shown(entry))
        title = path.name.capitalize() if path.is_relative_to(DOCS) else path
        return readme.read_text(encoding="utf-8") if readme.exists() else f"# {title}\n\n{listed}"
    text = full.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    fence = "`" * 3
    while fence in text:
        fence += "`"
    language = _LANGUAGES.get(path.suffix, "text")
    return f"# {path}\n\n{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}\n"


def _entry(path: Path) -> str:
    """A link to a file or folder next to the list: pages by their titles, others by their names."""
    if path.suffix == ".md":
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        return f"[{title}]({path.name})"
    name = f"{path.name}/" if path.is_dir() else path.name
    return f"[`{name}`]({name})"


def _is_shown(entry: Path) -> bool:
    """Whether a folder's list names it: what is in git, and not what programs leave behind."""
    return not entry.name.startswith(".") and entry.name != "__pycache__" and entry.suffix not in _LEFT_BEHIND
