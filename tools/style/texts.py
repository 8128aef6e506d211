"""Texts that users see, with the lines they stand on.

The check reads files and imports none, so it takes a second and works on code that does not run.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "constructs/eks_gpu"
PAGES = ("*.md", "docs/**/*.md", "examples/**/*.md")
# Their sentences are checked where they are written, in docstrings and descriptions.
GENERATED = (
    "docs/reference/rules/*.md",
    "docs/reference/findings/*.md",
    *(f"docs/reference/{page}.md" for page in ("README", "cli", "cluster-file", "outputs", "python")),
)
# Code whose texts reach a terminal, an editor or a page: descriptions, messages, help.
SPEAKS = (
    *(f"{PACKAGE}/{folder}/**/*.py" for folder in ("spec", "effects", "checks", "changes", "doctor", "review")),
    *(f"{PACKAGE}/{folder}/**/*.py" for folder in ("report", "cli")),
    "tools/write_*.py",
    "tools/reference/*.py",
)
# Modules whose docstrings are sections of docs/reference/rules and docs/reference/findings.
RULES = (f"{PACKAGE}/checks/*/", f"{PACKAGE}/changes/*/", f"{PACKAGE}/doctor/findings/*/")
# Functions and classes whose docstrings are help texts and descriptions in the JSON Schema.
DESCRIBED = (f"{PACKAGE}/cli/commands/", f"{PACKAGE}/cli/frame/app.py", f"{PACKAGE}/spec/")
# Constants of rules that hold YAML.
EXAMPLES = frozenset({"BEFORE", "BAD", "GOOD"})
# Shorter literals are keys and names.
_WORDS_OF_PROSE = 3
_ITEM = re.compile(r"^\s*([-*+]|\d+\.)\s+")
_NOT_PROSE = re.compile(r"`[^`\n]*`|<!--.*?-->|(?<=\])\([^)\n]*\)|https?://[^\s)]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, list item, table cell or string.

    Attributes:
        file: Path below the root of the repository.
        line: The line on which it begins.
        words: The text, with line breaks as in the file where it comes from Markdown.
        is_heading: Whether it is a heading, which need not be a sentence.
    """

    file: str
    line: int
    words: str
    is_heading: bool = False


def texts(root: Path = ROOT) -> Iterator[Text]:
    """Every text that users see, file by file."""
    for path in found_in(root, PAGES):
        if not any(path.match(pattern) for pattern in GENERATED):
            yield from markdown(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    for path in found_in(root, SPEAKS):
        yield from python(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def found_in(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    """Files that match any of the patterns, in order."""
    return sorted({path for pattern in patterns for path in root.glob(pattern)})


def speaks(file: str) -> bool:
    """Whether the messages and docstrings of a module reach users."""
    # In fnmatch a star matches slashes too.
    return any(fnmatchcase(file, pattern.replace("**/", "")) for pattern in SPEAKS)


def markdown(file: str, text: str) -> Iterator[Text]:
    """Paragraphs, list items and table cells of a page, without code."""
    begun, fence, lines = 0, "", list[str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        bare = line.strip()
        mark = re.match(r"`{3,}|~{3,}", bare)
        if fence or mark:
            fence = (mark[0] if mark else "") if not fence else "" if bare == fence else fence
            bare = ""
        alone = bare.startswith(("#", "|"))
        if lines and (not bare or alone or _ITEM.match(line)):
            yield Text(file, begun, prose("\n".join(lines)))
            lines = []
        if bare.startswith("#"):
            yield Text(file, number, prose(bare.lstrip("# ")), is_heading=True)
        elif bare.startswith("|"):
            yield from (Text(file, number, prose(cell.strip())) for cell in re.split(r"(?<!\\)\|", bare) if cell)
        elif bare:
            begun = begun if lines else number
            lines.append(_ITEM.sub("", line, count=1).strip().removeprefix("> "))


def prose(text: str) -> str:
    """A text without code, addresses and emphasis, on the same lines."""
    return _NOT_PROSE.sub(lambda code: "`" + "\n" * code[0].count("\n"), text).replace("*", "")


def python(file: str, source: str) -> Iterator[Text]:
    """Messages, descriptions and help texts of a module, and its docstrings where users see them."""
    tree = ast.parse(source)
    owners: dict[ast.AST, ast.AST] = dict(docstrings(tree))
    for node in _strings(tree):
        owner = owners.get(node)
        if owner is not None and not is_seen(file, owner):
            continue
        words = _literal(node)
        if owner is None and len(words.split()) < _WORDS_OF_PROSE:
            continue
        for text in markdown(file, words):
            # Escapes and joined literals have other lines than the source, so a message is on its first.
            line = node.lineno + (text.line - 1 if owner else 0)
            yield Text(file, line, text.words, text.is_heading)


def docstrings(tree: ast.AST) -> Iterator[tuple[ast.Constant, ast.AST]]:
    """Docstrings, each with the module, class or function that it describes."""
    for node in _statements(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value, node


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements without the expressions in them, which are nine tenths of a tree and hold no docstring."""
    todo = deque([tree])
    while todo:
        node = todo.popleft()
        yield node
        for field in ("body", "handlers", "orelse", "finalbody", "cases"):
            inner = getattr(node, field, ())
            # The body of a lambda or of a conditional expression is an expression.
            todo.extend(inner if isinstance(inner, list) else ())


def is_seen(file: str, owner: ast.AST) -> bool:
    """Whether users see the docstring of this owner in a page, a help text or the JSON Schema."""
    if isinstance(owner, ast.Module):
        # A folder's own docstring is a heading.
        is_shown = not Path(file).name.startswith("_") or Path(file).name == "__init__.py"
        return is_shown and any(Path(file).parent.match(rule) for rule in RULES)
    if not any(file.startswith(described) for described in DESCRIBED):
        return False
    return isinstance(owner, ast.ClassDef) == (DESCRIBED[-1] in file) and not getattr(owner, "name", "_").startswith(
        "_"
    )


def _strings(tree: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Literals, from the outside: the parts of an f-string are not reported again."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Assign) and _is_example(node):
            continue
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield node
        else:
            yield from _strings(node)


def _is_example(node: ast.Assign) -> bool:
    """Whether a constant is an example of a rule, which is code and not prose."""
    return any(isinstance(target, ast.Name) and target.id in EXAMPLES for target in node.targets)


def _literal(node: ast.Constant | ast.JoinedStr) -> str:
    """The text of a literal; what an f-string fills in is like code."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "`…`" for part in node.values)
