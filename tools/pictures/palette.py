"""The colours of all pictures, light and dark, and the style sheet inside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["grey", "blue", "green", "amber", "violet", "red"]
Ink = Literal["ink", "muted", "blue", "green", "amber", "violet", "red"]
TONES: tuple[Tone, ...] = ("grey", "blue", "green", "amber", "violet", "red")


@dataclass(frozen=True, slots=True)
class Shade:
    """The colours of a tone: the area of a box, its border and bars, and text in this colour."""

    fill: str
    stroke: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a picture.

    Attributes:
        card: The background, which makes a picture readable on a page of either kind.
        edge: The border of the background.
        ink: Text.
        muted: Text of less weight.
        line: Arrows.
        shades: Boxes, by tone.
    """

    card: str
    edge: str
    ink: str
    muted: str
    line: str
    shades: dict[Tone, Shade]


LIGHT = Theme(
    card="#ffffff",
    edge="#d0d7de",
    ink="#1f2328",
    muted="#4f5862",
    line="#6b7683",
    shades={
        "grey": Shade("#f4f6f8", "#858f9a", "#4f5862"),
        "blue": Shade("#e8f1fe", "#4c8fe6", "#0a4da8"),
        "green": Shade("#e4f6e9", "#3f9c5c", "#14602b"),
        "amber": Shade("#fff3d9", "#ab7a10", "#754a00"),
        "violet": Shade("#f1ebff", "#8f74d8", "#5630a3"),
        "red": Shade("#ffebe9", "#d9635c", "#9c1f19"),
    },
)
DARK = Theme(
    card="#0f141b",
    edge="#30363d",
    ink="#e6edf3",
    muted="#a3aeb9",
    line="#8b96a3",
    shades={
        "grey": Shade("#1a2029", "#5b6672", "#a3aeb9"),
        "blue": Shade("#10233d", "#4a86d6", "#9ccaff"),
        "green": Shade("#10281a", "#3f9459", "#8fdba6"),
        "amber": Shade("#2c220c", "#a87f22", "#f0c667"),
        "violet": Shade("#22193a", "#8468cc", "#cbb3ff"),
        "red": Shade("#34171a", "#c4605a", "#ffb0aa"),
    },
)
# The reader's own fonts: nothing is loaded from anywhere.
SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace'


def style_sheet() -> str:
    """The style of a picture: the light theme, and the dark one where the reader prefers it."""
    fixed = [
        f"text{{font-family:{SANS}}}",
        f".mono{{font-family:{MONO}}}",
        ".bold{font-weight:700}",
        ".box{stroke-width:1.25}",
        ".dashed{stroke-dasharray:5 4}",
        ".arrow{fill:none;stroke-width:1.5;stroke-linejoin:round}",
    ]
    dark = "".join(_rules(DARK))
    return "\n".join([*fixed, *_rules(LIGHT), f"@media (prefers-color-scheme:dark){{{dark}}}"])


def _rules(theme: Theme) -> list[str]:
    own = [
        f".card{{fill:{theme.card};stroke:{theme.edge}}}",
        f".ink{{fill:{theme.ink}}}",
        f".muted{{fill:{theme.muted}}}",
        f".arrow{{stroke:{theme.line}}}",
        f".head{{fill:{theme.line}}}",
    ]
    shades = (
        f".{tone}{{fill:{shade.fill};stroke:{shade.stroke}}}.bar-{tone}{{fill:{shade.stroke}}}"
        f".text-{tone}{{fill:{shade.text}}}"
        for tone, shade in theme.shades.items()
    )
    return [*own, *shades]
