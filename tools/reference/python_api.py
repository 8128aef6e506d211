"""docs/reference/python.md: the public names of the package, from their signatures and docstrings."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import griffe

import eks_gpu
from tools.pages import ROOT, escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Documented = griffe.Class | griffe.Function

HEAD = """# Python API

The package `eks_gpu` is a construct library too. These names are public; everything else may change. A declaration can
be read and checked without the engine; a construct starts the engine when it is imported.

```python
from pathlib import Path

import eks_gpu

declaration = eks_gpu.read(Path("clusters/quickstart.yaml"))
for problem in declaration.problems:
    print(problem)
```

[The library guide](../how-to/library.md) has an app with its own stacks.
"""
# By the first part of the module: the heading, and what the section is about.
SECTIONS = {
    "declaration": "Read and check",
    "spec": "Read and check",
    "design": "Read and check",
    "problem": "Read and check",
    "aws": "AWS constructs",
    "kubernetes": "Kubernetes constructs",
}
# Its fields are those of a cluster file, which has a page of its own.
FIELDS_ELSEWHERE = {"ClusterSpec": "Its fields are those of [the cluster file](cluster-file.md)."}
# Columns that fit into a code block without scrolling.
_LINE = 100
_COLUMNS = "| name | type | meaning |\n|---|---|---|\n"


def page() -> str:
    """The page."""
    names = sorted(eks_gpu.__all__, key=lambda name: (list(SECTIONS.values()).index(_section(name)), name))
    parts, last = [HEAD], ""
    for name in names:
        if _section(name) != last:
            last = _section(name)
            parts.append(f"## {last}\n")
        parts.append("\n".join(_entry(name)))
    return "\n".join(parts)


def _section(name: str) -> str:
    return SECTIONS[_package()[name].target_path.split(".")[1]]


@cache
def _package() -> griffe.Module:
    folder = str(ROOT / "constructs")
    found = griffe.load("eks_gpu", search_paths=[folder], docstring_parser="google", allow_inspection=False)
    assert isinstance(found, griffe.Module)
    return found


def _documented(name: str) -> Documented:
    found = _package()[name].final_target
    assert isinstance(found, Documented)
    return found


def _entry(name: str) -> Iterator[str]:
    """The section of a name."""
    found = _documented(name)
    yield f"### {name}\n"
    made = _initializer(found)
    if made is not None:
        yield f"```python\n{_signature(name, made)}\n```\n"
    yield from _text(found)
    if name in FIELDS_ELSEWHERE:
        yield f"{FIELDS_ELSEWHERE[name]}\n"
    if isinstance(found, griffe.Class) and made is not None:
        yield from _text(made, skip_summary=True)
    yield from _properties(found)


def _initializer(found: Documented) -> griffe.Function | None:
    """The function whose arguments a caller gives; none where a class is not made by callers."""
    if isinstance(found, griffe.Function):
        return found
    if "dataclass" in found.labels:
        return None
    made = found.members.get("__init__")
    return made if isinstance(made, griffe.Function) else None


def _signature(name: str, function: griffe.Function) -> str:
    given = [parameter for parameter in function.parameters if parameter.name != "self"]
    texts, starred = [], False
    for parameter in given:
        if parameter.kind is griffe.ParameterKind.keyword_only and not starred:
            texts.append("*")
            starred = True
        default = "" if parameter.default is None else f" = {parameter.default}"
        texts.append(f"{parameter.name}: {parameter.annotation}{default}")
    result = f" -> {function.returns}" if function.returns and function.name != "__init__" else ""
    line = f"{name}({', '.join(texts)}){result}"
    if len(line) <= _LINE:
        return line
    inner = "".join(f"    {text},\n" for text in texts)
    return f"{name}(\n{inner}){result}"


def _text(found: Documented, *, skip_summary: bool = False) -> Iterator[str]:
    """A docstring's sections as Markdown."""
    if found.docstring is None:
        return
    for section in found.docstring.parsed:
        if isinstance(section, griffe.DocstringSectionText):
            _, _, rest = section.value.partition("\n\n")
            text = rest if skip_summary else section.value
            if text:
                yield f"{escaped(text)}\n"
        elif isinstance(section, griffe.DocstringSectionParameters):
            yield from _table("Arguments", section.value)
        elif isinstance(section, griffe.DocstringSectionAttributes):
            yield from _table("Attributes", section.value)
        elif isinstance(section, griffe.DocstringSectionReturns):
            yield f"Returns {' '.join(escaped(one.description) for one in section.value)}\n"
        elif isinstance(section, griffe.DocstringSectionRaises):
            yield "".join(f"Raises `{one.annotation}`: {escaped(_line(one.description))}\n" for one in section.value)


def _table(title: str, rows: Iterable[griffe.DocstringParameter | griffe.DocstringAttribute]) -> Iterator[str]:
    lines = [f"| `{row.name}` | {_type(row.annotation)} | {escaped(_line(row.description))} |" for row in rows]
    yield f"{title}:\n\n{_COLUMNS}" + "\n".join(lines) + "\n"


def _properties(found: Documented) -> Iterator[str]:
    """Properties with a docstring, which stacks read from a construct."""
    if not isinstance(found, griffe.Class):
        return
    rows = [
        f"| `{name}` | {_type(member.annotation)} | {escaped(_summary(member))} |"
        for name, member in sorted(found.members.items())
        if isinstance(member, griffe.Attribute) and "property" in member.labels and not name.startswith("_")
    ]
    if rows:
        yield f"Properties:\n\n{_COLUMNS}" + "\n".join(rows) + "\n"


def _type(annotation: object) -> str:
    return f"`{annotation}`".replace("|", "\\|") if annotation is not None else ""


def _summary(found: griffe.Attribute) -> str:
    return _line(found.docstring.value.partition("\n\n")[0]) if found.docstring else ""


def _line(text: str) -> str:
    return " ".join(text.split())
