"""The pictures of docs/pictures are current, readable, and load nothing."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from eks_gpu.page.drawing.glyphs import width, wrapped
from tests.docs.pictures import astray, outside, overlaps, words
from tools.pictures import ALL
from tools.pictures.palette import DARK, LIGHT, Theme
from tools.pictures.parts import Rect
from tools.pictures.picture import Picture
from tools.write_pictures import FOLDER, ROOT, pictures

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("name", ALL)
# All that a picture is made of. None of these elements loads or runs anything.
ELEMENTS = {"svg", "title", "desc", "style", "rect", "polyline", "polygon", "text"}


@EVERY
def test_a_picture_is_current(name: str) -> None:
    file = FOLDER / f"{name}.svg"

    assert file.read_text(encoding="utf-8") == pictures()[file](), "run make docs"


def test_there_are_no_others() -> None:
    assert set(FOLDER.iterdir()) == set(pictures())


@EVERY
def test_a_picture_is_plain_svg_with_a_description(name: str) -> None:
    svg = ALL[name]().svg()
    tree = ET.fromstring(svg)  # noqa: S314 - our own text

    assert {element.tag.removeprefix(SVG) for element in tree.iter()} == ELEMENTS - _unused(svg)
    assert tree.attrib["role"] == "img"
    assert tree.findtext(f"{SVG}title")
    assert len(tree.findtext(f"{SVG}desc") or "") > 100
    ids = {element.attrib["id"] for element in tree.iter() if "id" in element.attrib}
    assert set(tree.attrib["aria-labelledby"].split()) == ids


def _unused(svg: str) -> set[str]:
    """Pictures without arrows have no lines."""
    return {"polyline", "polygon"} if "<polyline" not in svg else set()


@EVERY
def test_a_picture_loads_nothing(name: str) -> None:
    svg = ALL[name]().svg().replace('xmlns="http://www.w3.org/2000/svg"', "", 1)

    assert re.findall(r"href|url\(|@import|@font-face|https?:|data:|\bon\w+=", svg) == []


@EVERY
def test_texts_are_drawn_as_text(name: str) -> None:
    picture = ALL[name]()
    drawn = ET.fromstring(picture.svg()).iter(f"{SVG}text")  # noqa: S314 - our own text

    assert [element.text for element in drawn] == words(picture)
    assert min(text.size for text in picture.texts) >= 12


@EVERY
def test_everything_is_in_its_box(name: str) -> None:
    assert list(outside(ALL[name]())) == []


@EVERY
def test_nothing_covers_anything_else(name: str) -> None:
    assert list(overlaps(ALL[name]())) == []


@EVERY
def test_arrows_lead_from_box_to_box(name: str) -> None:
    assert list(astray(ALL[name]())) == []


@EVERY
def test_a_page_shows_the_picture(name: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown_with = [
        (page, alt, target)
        for page in pages
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        if target.endswith(f"pictures/{name}.svg")
    ]

    assert shown_with
    for page, alt, target in shown_with:
        assert len(alt) > 10, page
        assert (page.parent / target).is_file(), page


def test_a_text_of_unknown_width_is_refused() -> None:
    with pytest.raises(ValueError, match="☃"):
        width("snow ☃", 12)


def test_lines_are_broken_where_they_would_be_too_long() -> None:
    text = "a text that does not fit into one line"
    lines = wrapped(text, 12, 100)

    assert len(lines) > 1
    assert " ".join(lines) == text
    assert all(width(line, 12) <= 100 for line in lines)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_contrast_on_every_box(theme: Theme) -> None:
    """At least 4.5 to 1, as WCAG 2.2 asks for (1.4.3), and 3 to 1 for borders and bars (1.4.11)."""
    pairs = {
        **{f"ink on {tone}": (theme.ink, shade.fill) for tone, shade in theme.shades.items()},
        **{f"muted on {tone}": (theme.muted, shade.fill) for tone, shade in theme.shades.items()},
        **{f"{tone} on its box": (shade.text, shade.fill) for tone, shade in theme.shades.items()},
        **{f"{tone} on the card": (shade.text, theme.card) for tone, shade in theme.shades.items()},
        "ink on the card": (theme.ink, theme.card),
        "muted on the card": (theme.muted, theme.card),
    }
    lines = {"arrows": theme.line, **{str(tone): shade.stroke for tone, shade in theme.shades.items()}}

    assert {name: pair for name, pair in pairs.items() if _contrast(*pair) < 4.5} == {}
    assert {name: colour for name, colour in lines.items() if _contrast(colour, theme.card) < 3} == {}


def _contrast(first: str, second: str) -> float:
    """By WCAG 2.2, "contrast ratio" and "relative luminance"."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_bad_picture_is_noticed() -> None:
    picture = Picture("A bad picture", "Nothing is where it belongs.", 300)
    outer = picture.box("outer", Rect(20, 60, 200, 80))
    picture.box("leaves", Rect(200, 80, 60, 20), "blue", outer)
    picture.box("covers", Rect(100, 100, 60, 80))
    picture.box("far", Rect(600, 70, 40, 40))
    picture.text("a text that is much too long for its box", (30, 80), owner=outer)
    picture.text("in the way", (500, 94))
    picture.arrow("outer", "far", (220, 90), (599, 90))
    picture.box("between", Rect(300, 200, 40, 40))
    picture.box("low", Rect(600, 200, 40, 40))
    picture.arrow("far", "low", (620, 110), (620, 150), (320, 150), (320, 220), (600, 220))

    assert list(outside(picture)) == ["box leaves", "text a text that is much too long for its box"]
    assert "outer and covers" in list(overlaps(picture))
    assert "a text that is much too long for its box and leaves" in list(overlaps(picture))
    assert list(astray(picture)) == [
        "outer to far has a loose end",
        "outer to far crosses in the way",
        "outer to far crosses leaves",
        "far to low crosses between",
        "far to low crosses between",
    ]
