"""The review of a plan as text for people, with a word for every colour."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from eks_gpu.printable import columns
from eks_gpu.problem import render
from eks_gpu.report.review.words import (
    MARKS,
    SIZE_HEADS,
    compared,
    cost_heads,
    costs,
    differences,
    left,
    sizes,
    without_price,
    worst,
)
from eks_gpu.report.text import counted
from eks_gpu.review.entries import short_name
from eks_gpu.review.fates import DETAILS, Fate, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.report.review.words import Page
    from eks_gpu.review.entries import Entry, Section

# Some of the harmless changes are enough here; the other formats contain all of them.
_NAMES, _FIELDS = 4, 6
# Objects of one entry that are deleted or interrupted, and entries of one type and outcome in a part.
_MOST_NAMES, _MOST_ENTRIES = 12, 12


def as_text(page: Page) -> str:
    """The review as text for a terminal."""
    review = page.review
    parts = [
        f"{page.title}\n{_folded(page.verdict, '  ', '  ')}\n{_folded(page.counted + '.', '  ', '  ')}",
        _listed("! incomplete plan", review.doubts),
        _listed("✗ AWS will refuse it", review.refusals),
        _listed("✗ conditions", review.checks),
        _against(page),
        *(_section(section) for section in review.sections),
        _table(SIZE_HEADS, sizes(review)),
        _bill(page),
        _entries("Deferred to a later plan", review.deferred),
        _entries("Changed outside Terraform since the last apply", review.drift),
        _outputs(page),
        _findings(page),
    ]
    return "\n\n".join(filter(None, parts))


def _section(section: Section) -> str:
    title, word = section.part.title, worst(section)
    head = f"{title}{word:>{max(columns() - len(title), len(word) + 2)}}"
    means = [_folded(sentence, "  ", "  ") for sentence in (" ".join(section.means),) if sentence]
    return "\n".join([head, *means, *_lines(section), *_details(section)])


def _lines(section: Section) -> Iterator[str]:
    """The entries; of many that are of one type and outcome the first ones, and how many objects the others have."""
    shown: Counter[tuple[Fate, str]] = Counter()
    left_out: Counter[tuple[Fate, str]] = Counter()
    for entry in section.entries:
        if entry.kind in DETAILS:
            continue
        key = (entry.fate, entry.kind)
        shown[key] += 1
        if shown[key] <= _MOST_ENTRIES:
            yield from _entry(entry)
        else:
            left_out[key] += len(entry.changes)
    for (what, kind), count in left_out.items():
        yield _folded(f"{count} more {kind} ({what}); --output json lists them all", f"  {MARKS[what]:3} ", " " * 8)


def _details(section: Section) -> Iterator[str]:
    """Counts of groups' tags and schedules, whose names are long; the other formats show them."""
    counts: Counter[tuple[Fate, str]] = Counter()
    for entry in section.entries:
        if entry.kind in DETAILS:
            counts[entry.fate, entry.kind] += len(entry.changes)
    for (what, kind), count in counts.items():
        yield f"  {MARKS[what]:3} {count} {kind}"


def _entry(entry: Entry) -> Iterator[str]:
    most = _NAMES if entry.level <= Level.CHANGE else _MOST_NAMES
    changes = entry.changes if len(entry.changes) <= most + 1 else entry.changes[:most]
    names = [short_name(change) for change in changes]
    count_all = len(entry.changes)
    more = [f"and {count_all - len(names)} more"] if len(names) < count_all else []
    mark = f"  {MARKS[entry.fate]:3} "
    count = f"{count_all} " if count_all > 1 else ""
    said = f" ({left(entry)})" if entry.notes or entry.fate not in {Fate.CREATED, Fate.IN_PLACE, Fate.DESTROYED} else ""
    yield _folded(f"{count}{entry.kind} {', '.join([*names, *more])}{said}", mark, " " * 8)
    fields = entry.fields if len(entry.fields) <= _FIELDS + 1 else entry.fields[:_FIELDS]
    for field in fields:
        value = field.after if entry.fate is Fate.CREATED else f"{field.before} → {field.after}"
        forces = "  # forces the replacement" if field.forces else ""
        yield _folded(f"{field.path}: {value}{forces}", " " * 8, " " * 12)
    if len(fields) < len(entry.fields):
        yield f"        … {len(entry.fields) - len(fields)} more fields; --output json lists them all"


def _entries(title: str, entries: Sequence[Entry]) -> str:
    return "\n".join([title, *(line for entry in entries for line in _entry(entry))]) if entries else ""


def _listed(title: str, sentences: Iterable[str]) -> str:
    lines = [_folded(sentence, "  - ", "    ") for sentence in sentences]
    return "\n".join([title, *lines]) if lines else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    text_columns = 2 if "type" in heads else 1
    # Without the types where they leave no room for the figures.
    if sum(widths) + 2 * len(widths) > columns() and text_columns > 1:
        rows = [[row[0], *row[2:]] for row in (heads, *rows)]
        heads, rows = rows[0], rows[1:]
        widths, text_columns = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))], 1
    return "\n".join(_row(row, widths, text_columns) for row in (heads, *rows))


def _row(row: Sequence[str], widths: Sequence[int], text_columns: int) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(
        f"{cell:{width}}" if at < text_columns else f"{cell:>{width}}" for at, (cell, width) in enumerate(cells)
    )


def _bill(page: Page) -> str:
    bill = page.review.bill
    if bill is None:
        return ""
    missing = without_price(bill)
    return "\n".join(filter(None, [_table(cost_heads(bill), costs(bill)), missing and _folded(missing, "  ", "  ")]))


def _outputs(page: Page) -> str:
    lines = [
        _folded(f"{output.path}: {output.before} → {output.after}", "  ", "      ") for output in page.review.outputs
    ]
    return "\n".join(["Outputs", *lines]) if lines else ""


def _against(page: Page) -> str:
    if page.comparison is None:
        return ""
    lines = [_folded(compared(page.comparison), "Compared with the earlier plan: ", "  ")]
    for mark, sentence, fields in differences(page.comparison):
        lines += [_folded(sentence, f"  {mark} ", "    "), *(_folded(field, " " * 8, " " * 12) for field in fields)]
    return "\n".join(lines)


def _findings(page: Page) -> str:
    if page.problems is None:
        return ""
    found = f"Findings of the checks: {counted(page.problems)}"
    return f"{found}\n\n{render(page.problems)}" if page.problems else found


def _folded(text: str, first: str, others: str) -> str:
    return textwrap.fill(
        text, columns(), initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )
