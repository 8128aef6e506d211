"""`eks-gpu rule`: the page of a rule, an edit or a finding, with its examples, without a network."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Any

from eks_gpu.cli._print import say, show
from eks_gpu.printable import columns
from eks_gpu.problem import listed, nearest
from eks_gpu.spec.reading.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.rule_pages import RulePage


def run(ids: Sequence[str], *, form: str) -> int:
    """Print the pages of the ids, or the list of all, and return the exit code."""
    from eks_gpu.rule_pages import rule_pages  # noqa: PLC0415 - each command loads what it needs

    pages = rule_pages()
    names = [name.strip("[]") for name in ids]
    unknown = [name for name in names if name not in pages and name not in FINDINGS]
    for name in unknown:
        close = nearest(name, [*pages, *FINDINGS])
        hint = f"did you mean {close}?" if close else "`eks-gpu rule` lists all ids"
        say(f"eks-gpu rule: no rule, edit or finding has the id {name!r}; {hint}")
    if unknown:
        return 2
    if form == "json":
        from eks_gpu.printable import as_json  # noqa: PLC0415 - as above

        shown = names or [*pages, *sorted(FINDINGS)]
        sys.stdout.write(f"{as_json([_data(pages[name]) if name in pages else _short(name) for name in shown])}\n")
    elif names:
        show("\n\n\n".join(_text(pages[name]) if name in pages else _sentence(name) for name in names))
    else:
        show("\n".join(_list(list(pages.values()))))
    return 0


def _data(page: RulePage) -> dict[str, Any]:
    return {
        "id": page.id,
        "about": page.about,
        "subject": page.subject,
        "severity": page.severity.split(" or "),
        "summary": page.summary,
        "text": page.text,
        "examples": {example.title.lower(): example.yaml for example in page.examples},
        "ignorable": page.is_ignorable,
        "may_follow_from": list(page.follows),
        "read_more": page.address,
    }


def _short(name: str) -> dict[str, Any]:
    return {"id": name, "about": "reading a file", "summary": FINDINGS[name]}


def _sentence(name: str) -> str:
    text = f"{FINDINGS[name]} It is found while a file is read, and cannot be silenced; the message has the fix."
    return f"{name}\n\n{_folded(text)}"


def _text(page: RulePage) -> str:
    """A page at 80 columns; the lines of the examples stay as they are, because people copy them."""
    notes = [
        f"May follow from {listed(page.follows)}." if page.follows else "",
        "" if page.is_ignorable else "A cluster file cannot silence it.",
        f"Read more: {page.address}" if "://" in page.address else "",
    ]
    parts = [
        f"{page.id} ({page.severity}), about {page.about}: {page.subject}",
        page.summary,
        *page.text.replace("**", "").split("\n\n"),
        *notes,
    ]
    shown = [f"{example.title}:\n\n{textwrap.indent(example.yaml, '    ').rstrip()}" for example in page.examples]
    return "\n\n".join([*(_folded(part) for part in parts if part), *shown])


def _list(pages: Sequence[RulePage]) -> Iterator[str]:
    """Every id with its sentence, below what it is about."""
    heads = dict.fromkeys((page.about, page.subject) for page in sorted(pages, key=_place))
    for about, subject in heads:
        yield f"{subject}, about {about}"
        for page in pages:
            if (page.about, page.subject) == (about, subject):
                yield _folded(f"{page.id}: {page.summary}", "  ", "    ")
        yield ""
    yield "reading a file"
    yield from (_folded(f"{name}: {text}", "  ", "    ") for name, text in sorted(FINDINGS.items()))
    yield ""
    yield "`eks-gpu rule ID` explains one of them, with examples."


def _place(page: RulePage) -> tuple[str, str]:
    return page.about, page.subject


def _folded(text: str, first: str = "", others: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()),
        columns(),
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
