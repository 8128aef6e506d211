"""Edits since an earlier version of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import DASH, Markup, element
from eks_gpu.page.parts import code, listing, section, table
from eks_gpu.page.sections.findings import problem_list
from eks_gpu.page.words import badge
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from eks_gpu.page.edits import Edits
    from eks_gpu.page.subject import Subject

_MOST = 200


def changes(subject: Subject, edits: Edits) -> Markup:
    """The section."""
    title = f"Edits since {edits.since}"
    if not edits.known:
        words = "There is no earlier version that can be read, so the whole cluster is new."
        return section("edits", title, element("p", words))
    if not edits.fields:
        return section("edits", title, element("p", badge("✓", "no field has another value", "good")))
    rows = [[code(one.path), one.before, one.after, listing(one.effects) or DASH] for one in edits.fields[:_MOST]]
    rest = len(edits.fields) - len(rows)
    heads = ("field", "before", "after", "an edit of it can mean")
    warned = problem_list(subject, edits.problems) if edits.problems else None
    note = "No rule warns about these edits." if not edits.problems else None
    return section(
        "edits",
        title,
        element("p", badge("✓", note, "good")) if note else None,
        warned,
        table("Edited fields", heads, rows),
        element("p", f"and {plural(rest, 'more field')}", class_="note") if rest > 0 else None,
        lead=f"{plural(len(edits.fields), 'field')} with another value, defaults included.",
    )
