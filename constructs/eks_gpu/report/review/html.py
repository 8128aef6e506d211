"""The review of a plan as one HTML file that loads nothing, runs nothing, and supports light and dark mode."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from eks_gpu.report.review.words import (
    LEVELS,
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
from eks_gpu.review.fates import Fate, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.report.review.words import Page
    from eks_gpu.review.entries import Entry, Section
    from eks_gpu.review.values import Field

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --page: #fff; --line: #d0d7de; --fill: #f6f8fa;
  --good: #116329; --warn: #8a4600; --bad: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9ea7b3; --page: #0d1117; --line: #30363d;
  --fill: #161b22; --good: #56d364; --warn: #f0a050; --bad: #ff8f8a; } }
body { margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: var(--ink); background: var(--page);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.verdict { font-size: 1.15rem; border-left: .3rem solid currentColor; padding: .5rem 1rem; background: var(--fill); }
.nothing { color: var(--soft); } .change { color: var(--good); } .interrupt, .replace { color: var(--warn); }
.destroy, .lose { color: var(--bad); } .verdict span { color: var(--ink); }
.note { border: 1px solid var(--bad); border-radius: .4rem; padding: .2rem 1rem; margin: 1rem 0; }
.soft { color: var(--soft); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; }
summary { cursor: pointer; padding: .5rem .8rem; background: var(--fill); border-radius: .4rem; }
summary b { color: var(--ink); }
details > div { padding: .2rem .9rem .8rem; overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; } caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; }
.number { text-align: right; } ul.plain { list-style: none; padding: 0; margin: .4rem 0; }
code, pre { font: .86rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; } pre { white-space: pre-wrap; }
.fields { margin-left: 1.5rem; font-size: .9rem; } .entry { margin-top: .8rem; }
"""


def as_html(page: Page) -> str:
    """The review as an HTML page."""
    review = page.review
    level = review.level.name.lower()
    body = [
        f"<h1>{escape(page.title)}</h1>",
        f'<p class="verdict {level}"><span>{escape(page.verdict)}</span></p>',
        f'<p class="soft">{escape(page.counted)}. Worst: {escape(LEVELS[review.level])}.</p>',
        *_note("AWS will refuse it", review.refusals),
        *_note("Incomplete plan", review.doubts),
        *_note("Conditions", review.checks),
        *_against(page),
        *_table("Nodes and GPUs, before and after", SIZE_HEADS, sizes(review)),
        *_bill(page),
        *(["<h2>Changes</h2>"] if review.sections else []),
        *(_section(section) for section in review.sections),
        *_more("Deferred to a later plan", review.deferred),
        *_more("Changed outside Terraform since the last apply", review.drift),
        *_outputs(review.outputs),
        *_findings(page),
    ]
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Whatever a plan holds, a browser fetches and runs nothing for it.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
    )
    return f"{head}<body>\n<main>\n{chr(10).join(body)}\n</main>\n</body>\n</html>\n"


def _section(section: Section) -> str:
    level = section.level
    means = "".join(f"<li>{escape(sentence)}</li>" for sentence in section.means)
    summary = (
        f"<b>{escape(section.part.title)}</b> "
        f'<span class="{level.name.lower()}">{escape(worst(section))}</span> '
        f'<span class="soft">({len(section.changes)})</span>'
    )
    body = (f"<ul>{means}</ul>" if means else "") + "".join(_entry(entry) for entry in section.entries)
    return _details(summary, body, opened=level >= Level.INTERRUPT)


def _entry(entry: Entry) -> str:
    codes = [f"<code>{escape(change.address)}</code>" for change in entry.changes]
    listed = "".join(f"<li>{code}</li>" for code in codes)
    names = f" {codes[0]}" if len(codes) == 1 else f'<ul class="plain">{listed}</ul>'
    level = entry.level.name.lower()
    mark = escape(MARKS[entry.fate])
    head = f'<span class="{level}"><code aria-hidden="true">{mark}</code> {escape(left(entry))}</span>'
    return f'<div class="entry">{head}{names}{_fields(entry)}</div>'


def _fields(entry: Entry) -> str:
    if not entry.fields:
        return ""
    created = entry.fate is Fate.CREATED
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in (("field", "value") if created else ("field", "before", "after"))
    )
    rows = "".join(_field(field, created=created) for field in entry.fields)
    return f'<table class="fields"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _field(field: Field, *, created: bool) -> str:
    forces = ' <span class="replace">forces the replacement</span>' if field.forces else ""
    before = "" if created else f"<td><code>{escape(field.before)}</code></td>"
    return (
        f'<tr><th scope="row"><code>{escape(field.path)}</code>{forces}</th>{before}'
        f"<td><code>{escape(field.after)}</code></td></tr>"
    )


def _more(title: str, entries: Sequence[Entry]) -> Iterator[str]:
    if entries:
        count = sum(len(entry.changes) for entry in entries)
        yield _details(f"<b>{escape(title)}</b> ({count})", "".join(_entry(entry) for entry in entries), opened=False)


def _outputs(outputs: Sequence[Field]) -> Iterator[str]:
    if outputs:
        rows = "".join(_field(output, created=False) for output in outputs)
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("output", "before", "after"))
        body = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        yield _details(f"<b>Outputs</b> ({len(outputs)})", body, opened=False)


def _findings(page: Page) -> Iterator[str]:
    if page.problems is not None:
        yield f"<h2>Findings of the checks</h2><p>{escape(counted(page.problems))}</p>"
        for problem in page.problems:
            yield f"<pre>{escape(str(problem))}</pre>"


def _against(page: Page) -> Iterator[str]:
    if page.comparison is None:
        return
    items = "".join(_difference(*difference) for difference in differences(page.comparison))
    level = "destroy" if page.comparison.worse else "change"
    listed = f'<ul class="plain">{items}</ul>' if items else ""
    yield f'<h2>Compared with the earlier plan</h2><p class="{level}">{escape(compared(page.comparison))}</p>{listed}'


def _difference(mark: str, sentence: str, fields: Sequence[str]) -> str:
    lines = "".join(f"<br><code>{escape(field)}</code>" for field in fields)
    return f"<li><code>{escape(mark)}</code> {escape(sentence)}{lines}</li>"


def _bill(page: Page) -> Iterator[str]:
    if bill := page.review.bill:
        yield from _table("Cost, before and after", cost_heads(bill), costs(bill))
        if missing := without_price(bill):
            yield f'<p class="soft">{escape(missing)}</p>'


def _note(title: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        yield f'<div class="note" role="note"><p><b>{escape(title)}</b></p><ul>{items}</ul></div>'


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    # A name, and the types of a group.
    text_columns = 2 if "type" in heads else 1
    aligned = ["" if at < text_columns else ' class="number"' for at in range(len(heads))]
    top = "".join(f'<th scope="col"{aligned[at]}>{escape(head)}</th>' for at, head in enumerate(heads))
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{aligned[at]}>{escape(cell)}</td>" for at, cell in enumerate(row) if at)
        + "</tr>"
        for row in rows
    )
    yield f"<table><caption>{escape(title)}</caption><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def _details(summary: str, body: str, *, opened: bool) -> str:
    return f"<details{' open' if opened else ''}><summary>{summary}</summary><div>{body}</div></details>"
