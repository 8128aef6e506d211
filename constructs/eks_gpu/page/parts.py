"""Parts that every section of a page is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Child, Markup, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def section(key: str, title: str, *children: Child, lead: Child = None) -> Markup:
    """A section with its heading; its key is its address within the page."""
    opening = element("p", lead, class_="lead") if lead else None
    return element("section", element("h2", title, id=f"{key}-title"), opening, *children, id=key)


def table(
    caption: str, heads: Sequence[Child], rows: Iterable[Sequence[Child]], numbers: Iterable[int] = (), kind: str = ""
) -> Markup:
    """A table whose first cells are headings of their rows; a wide one scrolls within its frame.

    Args:
        caption: The caption, which also names the frame for those who hear the page.
        heads: Headings of the columns.
        rows: Cells of each row.
        numbers: Columns of numbers, which are right-aligned.
        kind: A class.
    """
    aligned = set(numbers)

    def cell(place: int, child: Child) -> Markup:
        name = "number" if place in aligned else None
        return element("th", child, scope="row", class_=name) if not place else element("td", child, class_=name)

    head = element(
        "tr",
        *(element("th", one, scope="col", class_="number" if at in aligned else None) for at, one in enumerate(heads)),
    )
    body = joined(element("tr", *(cell(place, child) for place, child in enumerate(row))) for row in rows)
    made = element(
        "table", element("caption", caption), element("thead", head), element("tbody", body), class_=kind or None
    )
    # A keyboard scrolls only elements that can have the focus.
    return element("div", made, class_="frame", tabindex="0", role="region", aria_label=caption)


def value(amount: float, shown: str, key: str) -> Markup:
    """A figure as people and as programs read it; the key says which one it is."""
    return element("data", shown, value=f"{amount:.4f}", data_figure=key)


def code(words: str) -> Markup:
    """Something to copy or to look for."""
    return element("code", words)


def listing(items: Iterable[Child], kind: str = "") -> Markup | None:
    """A list; None without items."""
    made = [element("li", one) for one in items]
    return element("ul", *made, class_=kind or None) if made else None


def more(summary: str, *children: Child) -> Markup:
    """Something that a reader opens."""
    return element("details", element("summary", summary), *children)
