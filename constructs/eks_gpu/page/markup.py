"""Markup: the one place where text of others becomes part of a page.

Every piece of a page is made by `element`. Text is escaped here and nowhere else; only `Markup` stays as it is.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

# Elements that have no content; those of SVG close themselves, which HTML allows within SVG only.
_EMPTY = frozenset({"meta", "col", "br", "hr"})
_EMPTY_OF_SVG = frozenset({"rect", "line", "path", "circle", "polygon"})
# For a value that does not exist.
DASH = "\N{EN DASH}"
Child = str | int | None
Value = str | int | float | bool | None


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def text(value: object) -> Markup:
    """Text as a page may contain it: nothing in it is markup, and what cannot be seen is written out."""
    return Markup(escape(printable(str(value))))


def element(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """An element with its children; None of them is left out.

    Args:
        name: Name of the element.
        children: Markup, or text, which is escaped.
        attributes: By name, with ``_`` for ``-``; a last ``_`` is dropped. None and False leave one out.
    """
    head = f"{name}{''.join(_attribute(key, value) for key, value in attributes.items())}"
    if name in _EMPTY:
        return Markup(f"<{head}>")
    inner = joined(children)
    if name in _EMPTY_OF_SVG and not inner:
        return Markup(f"<{head}/>")
    return Markup(f"<{head}>{inner}</{name}>")


def joined(children: Iterable[Child], between: str = "") -> Markup:
    """Pieces after each other; text among them is escaped."""
    return Markup(between.join(one if isinstance(one, Markup) else text(one) for one in children if one is not None))


def number(value: float) -> str:
    """A length in a drawing: at most one digit behind the point."""
    return f"{value:.1f}".removesuffix(".0")


def _attribute(key: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    if value is True:
        return f" {name}"
    shown = number(value) if isinstance(value, float) else value
    return f' {name}="{text(shown)}"'
