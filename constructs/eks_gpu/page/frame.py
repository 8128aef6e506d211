"""The document around a page: it loads nothing, runs nothing, and has one style, which its policy names by its hash."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from eks_gpu.page.drawing.cluster import style_sheet
from eks_gpu.page.markup import Markup, element, joined

if TYPE_CHECKING:
    from eks_gpu.page.markup import Child


def document(title: str, *body: Child) -> str:
    """A whole page.

    Args:
        title: Its title.
        body: Everything in it.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # Scripts, pictures, fonts and other hosts are refused, whatever a declaration contains.
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = [
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(style)),
    ]
    page = element("html", element("head", *head), element("body", *body), lang="en")
    return f"<!DOCTYPE html>\n{_lines(page)}\n"


def skip() -> Markup:
    """The first stop of the keyboard."""
    return element("a", "Skip to the content", href="#content", class_="skip")


@cache
def _style() -> str:
    own = resources.files("eks_gpu.page").joinpath("data/page.css").read_text(encoding="utf-8").strip()
    return f"{style_sheet()}\n{own}"


def _lines(page: Markup) -> Markup:
    """Some line breaks, so that two versions of a page can be compared."""
    text: str = page
    for closed in ("</head>", "</section>", "</tr>", "</li>", "</svg>", "</header>", "</nav>", "</dialog>"):
        text = text.replace(closed, f"{closed}\n")
    return joined([Markup(text)])
