"""Pages of clusters, and what a reader finds in one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from eks_gpu.costs import cost_of, prices_of
from eks_gpu.declaration import check, read
from eks_gpu.page import Subject, cluster_page, simulated_day
from eks_gpu.spec import load_text
from tests.synthesized import EXAMPLES, ROOT

if TYPE_CHECKING:
    from eks_gpu.declaration import Declaration

NAMES = tuple(path.stem for path in EXAMPLES)
QUICKSTART = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
# All that a page is made of; none of these runs anything.
ELEMENTS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "footer", "figure"),
        *("h1", "h2", "h3", "p", "a", "span", "small", "strong", "code", "data", "time", "ul", "li", "dl", "dt", "dd"),
        *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "button", "dialog", "details", "summary"),
        *("svg", "rect", "line", "path", "text"),
    )
)
ATTRIBUTES = frozenset(
    (
        *("lang", "charset", "http-equiv", "content", "name", "href", "class", "id", "role", "tabindex", "scope"),
        *("aria-label", "aria-labelledby", "aria-hidden", "aria-haspopup", "value", "data-figure", "type"),
        *("popover", "popovertarget", "popovertargetaction"),
        *("viewbox", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "rx", "d", "text-anchor", "xmlns"),
    )
)


@dataclass
class Read(HTMLParser):
    """A page as a browser takes it apart."""

    page: str
    elements: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page)
        self.close()

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        found = dict(attrs)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if found.get("data-figure"):
            self.figures[found["data-figure"] or ""] = float(found["value"] or "nan")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def subject_of(declaration: Declaration) -> Subject:
    prices = prices_of(declaration.draft.spec.region) if declaration.draft else None
    cost = cost_of(declaration.draft, prices) if declaration.draft and prices else None
    return Subject(declaration, prices, cost, simulated_day(declaration, prices))


@cache
def example(name: str) -> Subject:
    """An example, under the name that a user at the root of the repository types."""
    return subject_of(read(ROOT / "clusters" / f"{name}.yaml", f"clusters/{name}.yaml"))


@cache
def page(name: str) -> str:
    return cluster_page(example(name))


def page_of(text: str, file: str = "file.yaml") -> str:
    return cluster_page(subject_of(check(load_text(text, file))))
