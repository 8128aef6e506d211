"""The review of a plan as Markdown, for a comment on a pull request.

GitHub takes 65,536 characters. If it does not fit, the end of the details is left out, with a note; the verdict, AWS's
refusals and the sizes are always there. Everything from a plan stands in code, where nothing of it is markup, a link,
or a notification to a person.
"""

from __future__ import annotations

import re
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

# By it a pipeline finds the comment that it wrote before.
MARKER = "<!-- eks-gpu review -->"
LIMIT = 65_536
# For what comes after the details, and for a line that says what is missing.
_SPARE = 600
_LINES, _SENTENCES = 60, 20
_ICONS = {
    Level.NOTHING: "⚪",
    Level.CHANGE: "🟢",
    Level.INTERRUPT: "🟠",
    Level.REPLACE: "🟠",
    Level.DESTROY: "🔴",
    Level.LOSE: "🔴",
}
# In a `diff` block GitHub colours lines by how they begin: green, red, and orange for what goes and comes again.
_BEGIN = {Fate.CREATED: "+", Fate.DESTROYED: "-"}
_ALARMING = {Fate.ROLLED, Fate.RESTARTED, Fate.REPLACED, Fate.REPLACED_LATE, Fate.OTHER}
# Where such an address begins (GitHub Flavored Markdown, "Autolinks (extension)").
_LINK = re.compile(r"(?i)\bwww(?=\.)|\b[a-z][a-z0-9+.-]*(?=://)|\b(?:mailto|xmpp)(?=:)")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~@!&])")


def as_markdown(page: Page) -> str:
    """The whole page, short enough for a comment."""
    review = page.review
    head = [
        MARKER,
        f"### {_ICONS[review.level]} {_text(page.title)}: {LEVELS[review.level]}",
        f"**{_text(page.verdict)}**",
        *_alert("CAUTION", "AWS will refuse it", review.refusals),
        *_alert("WARNING", "Incomplete plan", review.doubts),
        *_alert("WARNING", "Conditions", review.checks),
        *_against(page),
        _table(SIZE_HEADS, sizes(review)),
        *_bill(page),
    ]
    details = [
        *(_section(section) for section in review.sections),
        *_more("Deferred to a later plan", review.deferred),
        *_more("Changed outside Terraform since the last apply", review.drift),
        *_outputs(page),
        *_findings(page),
    ]
    return _within([part for part in head if part], details, f"<sub>{_text(page.counted)}.</sub>")


def _within(head: Sequence[str], details: Sequence[str], foot: str) -> str:
    """As many details as fit, in order; a head that is too long by itself is cut off."""
    limit = LIMIT - _SPARE - len(foot)
    kept = "\n\n".join(head)
    if len(kept) > limit:
        kept = f"{kept[:limit].rpartition(chr(10))[0]}\n\n_… cut off: a comment cannot be longer._"
    left_out = 0
    for detail in details:
        if len(kept) + len(detail) + 2 > limit:
            left_out += 1
        else:
            kept += f"\n\n{detail}"
    if left_out:
        kept += (
            f"\n\n_{left_out} of {len(details)} parts are left out: a comment is limited to {LIMIT:,} characters. "
            "`--format html` shows all of them._"
        )
    return f"{kept}\n\n{foot}\n"


def _section(section: Section) -> str:
    """Open where work is interrupted or worse."""
    opened = " open" if section.level >= Level.INTERRUPT else ""
    count = len(section.changes)
    title = f"{_ICONS[section.level]} <b>{_html(section.part.title)}</b>: {_html(worst(section))} ({count})"
    means = "\n".join(f"- {_text(sentence)}" for sentence in section.means)
    return _details(title, "\n\n".join(filter(None, [means, _diff(section.entries)])), opened)


def _diff(entries: Sequence[Entry]) -> str:
    return _code("diff", [line for entry in entries for line in _lines(entry)])


def _lines(entry: Entry) -> Iterator[str]:
    alarming = entry.fate in _ALARMING and entry.level > Level.CHANGE
    begin = _BEGIN.get(entry.fate) or ("!" if alarming else f"  {MARKS[entry.fate]}")
    for change in entry.changes:
        yield f"{begin} {change.address}  ({left(entry)})"
    for field in entry.fields:
        value = field.after if entry.fate is Fate.CREATED else f"{field.before} → {field.after}"
        yield f"        {field.path}: {value}{'  # forces the replacement' if field.forces else ''}"


def _more(title: str, entries: Sequence[Entry]) -> Iterator[str]:
    if entries:
        yield _details(f"{title} ({sum(len(entry.changes) for entry in entries)})", _diff(entries))


def _outputs(page: Page) -> Iterator[str]:
    if outputs := page.review.outputs:
        lines = [f"  {output.path}: {output.before} → {output.after}" for output in outputs]
        yield _details(f"Outputs ({len(outputs)})", _code("", lines))


def _findings(page: Page) -> Iterator[str]:
    if page.problems:
        lines = [f"{problem}\n" for problem in page.problems]
        yield _details(f"Findings of the checks: {counted(page.problems)}", _code("", lines), " open")
    elif page.problems is not None:
        yield "Findings of the checks: none."


def _against(page: Page) -> Iterator[str]:
    if page.comparison is None:
        return
    worse = page.comparison.worse
    lines = []
    for mark, sentence, fields in differences(page.comparison):
        lines += [f"{mark} {sentence}", *(f"      {field}" for field in fields)]
    cut = _first(lines, _LINES)
    yield f"> [!{'CAUTION' if worse else 'NOTE'}]\n> {_text(compared(page.comparison))}"
    if cut:
        yield _details("Compared with the earlier plan", _code("diff", cut), " open" if worse else "")


def _bill(page: Page) -> Iterator[str]:
    if bill := page.review.bill:
        yield _table(cost_heads(bill), costs(bill))
        if missing := without_price(bill):
            yield _text(missing)


def _alert(kind: str, title: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        shown = _first(sentences, _SENTENCES)
        yield "\n".join([f"> [!{kind}]", f"> **{title}**", ">", *(f"> - {_text(sentence)}" for sentence in shown)])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    text_columns = 2 if "type" in heads else 1
    rule = ["---" if at < text_columns else "--:" for at in range(len(heads))]
    return "\n".join(
        f"| {' | '.join(cells)} |" for cells in (heads, rule, *([_text(cell) for cell in row] for row in rows))
    )


def _first(lines: Sequence[str], count: int) -> list[str]:
    """At most a screen of lines; the other formats show all."""
    return list(lines) if len(lines) <= count else [*lines[:count], f"… and {len(lines) - count} more"]


def _details(title: str, body: str, opened: str = "") -> str:
    return f"<details{opened}>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def _code(language: str, lines: Sequence[str]) -> str:
    """A block with a fence that is longer than any in it."""
    text = "\n".join(lines)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _text(text: str) -> str:
    """Text in which nothing is markup; a break would end a row or a quotation."""
    return _unlinked(_MARKUP.sub(r"\\\1", " ".join(text.split())).replace("\\@", "@\u200b"))


def _html(text: str) -> str:
    return _unlinked(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\u200b"))


def _unlinked(text: str) -> str:
    """Text in which no address becomes a link: GitHub and GitLab make one of each that stands bare."""
    return _LINK.sub("\\g<0>\u200b", text)
