"""Checks of a built site: every link has a target, and nothing is loaded from another host."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The policies of the site's pages, and of reports, which are complete in themselves.
POLICY, STRICTER = "default-src 'self';", "default-src 'none';"
# Attributes whose address a browser loads by itself. Links (<a href>) are followed only by a reader.
_LOADED = {"src", "srcset", "data", "poster", "background"}
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_HOST = re.compile(r"https?://([\w.-]+)")
# Names of XML formats are addresses that nobody loads.
_NAMES = {"www.w3.org"}
# The theme's script can load these for elements that no page has (`ELEMENTS`), and the policy of every page forbids it.
_OPTIONAL = {"unpkg.com", "cdn.jsdelivr.net", "api.github.com"}
_ELEMENTS = {"mermaid", "glightbox", "pyodide", "md-source"}


@dataclass
class _Page(HTMLParser):
    """Addresses and anchors of a page."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    policy: str = ""

    def __post_init__(self) -> None:
        """Decode entities in attributes, as browsers do."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what an element names."""
        found = {name: value or "" for name, value in attrs}
        self.ids.update(found[name] for name in ("id", "name") if found.get(name))
        self.classes.update(found.get("class", "").split())
        self.styles.append(found.get("style", ""))
        self.loaded += [value for name, value in found.items() if name in _LOADED]
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and found.get("rel") not in {"prev", "next", "canonical"}:
            self.loaded.append(found.get("href", ""))
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found.get("content", "")


def problems(site: Path) -> Iterator[str]:
    """Everything that is wrong with a built site, a line each."""

    @cache
    def read(path: Path) -> _Page:
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        return page

    for path in sorted(site.rglob("*.html")):
        page, where = read(path), path.relative_to(site).as_posix()
        if not page.policy.startswith((POLICY, STRICTER)):
            yield f"{where}: no content security policy"
        yield from (f"{where}: has an element of class {name!r}" for name in sorted(page.classes & _ELEMENTS))
        yield from (f"{where}: loads {address}" for address in page.loaded if _is_foreign(address))
        yield from (f"{where}: loads {address}" for style in page.styles for address in _foreign_css(style))
        # A page for addresses that do not exist has absolute links, and stands at any depth.
        for address in [] if where == "404.html" else [*page.links, *page.loaded]:
            yield from (f"{where}: {address}: {why}" for why in _broken(site, path, address, read))
    for path in sorted(site.rglob("*.css")):
        style = path.read_text(encoding="utf-8")
        yield from (f"{path.relative_to(site).as_posix()}: loads {address}" for address in _foreign_css(style))
    for path in sorted(site.rglob("*.js")):
        hosts = set(_HOST.findall(path.read_text(encoding="utf-8"))) - _NAMES - _OPTIONAL
        yield from (f"{path.relative_to(site).as_posix()}: names the host {host}" for host in sorted(hosts))


def _is_foreign(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def _foreign_css(style: str) -> Iterator[str]:
    yield from (address for match in _CSS.findall(style) for address in match if address and _is_foreign(address))


def _broken(site: Path, path: Path, address: str, read: _Reader) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    if not target.is_relative_to(site.resolve()):
        yield "leads out of the site"
        return
    page = target / "index.html" if target.is_dir() else target
    if not page.is_file():
        yield "does not exist"
    elif parts.fragment and page.suffix == ".html" and unquote(parts.fragment) not in read(page).ids:
        yield "no such heading"


if TYPE_CHECKING:
    from collections.abc import Callable

    _Reader = Callable[[Path], _Page]
