"""Widths of text, estimated so that no reader's font is wider.

A picture names the reader's own system font, so its width is not known here. The tables have, for each character, the
larger advance of DejaVu Sans 2.37 and Liberation Sans 2.1, which has the widths of Arial, rounded up to a twentieth of
the font size. DejaVu Sans, the usual font of a Linux desktop, is wider than the system fonts of Apple, Google and
Microsoft.
"""

from __future__ import annotations

# Linters take these for other characters where they are written as they are.
EN_DASH, MINUS, TIMES = "\N{EN DASH}", "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
_REGULAR = {
    0.3: "'Iijl",
    0.35: " ,./:;\\|·",
    0.4: "()-[]ft",
    0.45: "!r",
    0.5: '"*J`',
    0.55: "csz",
    0.6: f"?L_kvxy{EN_DASH}",
    0.65: "$0123456789FTabdeghnopqu{}",
    0.7: "ABEKPSVXYZ",
    0.75: "CNRU",
    0.8: "&DGHOQ",
    0.85: f"#+<=>^w~{MINUS}{TIMES}✓✗≤",
    0.9: "M",
    1.0: "%Wm—…→←",
    1.05: "@",
}
_BOLD = {
    0.35: " 'ijl",
    0.4: ",./:;I\\|·",
    0.45: "-f",
    0.5: "!()[]`rt",
    0.55: '"*',
    0.6: f"J_csz{EN_DASH}",
    0.65: "?Lx",
    0.7: "$0123456789EFTaekovy",
    0.75: "CPSYZbdghnpqu{}",
    0.8: "ABKRVX",
    0.85: f"#+<=>DGHNU^~{MINUS}{TIMES}✓✗≤",
    0.9: "&OQ",
    0.95: "w",
    1.0: "@M—…→←",
    1.05: "%m",
    1.15: "W",
}
# Advance for monospaced text: DejaVu Sans Mono has 0.602; Menlo, Consolas and SF Mono are as wide or narrower.
_MONO = 0.605
# Characters from here on may be as wide as they are high, such as those of Chinese.
_WIDE, _WIDEST = "\u1100", 1.15
_TABLES = {
    bold: {character: width for width, characters in table.items() for character in characters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}


def width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """The width of a line of text in pixels, at the most.

    Raises:
        ValueError: If the tables lack a character, because its width would be a guess.
    """
    table = _TABLES[bold]
    unknown = sorted({character for character in text if character not in table})
    if unknown:
        raise ValueError(f"no width is known for {' '.join(unknown)}; add it to eks_gpu/page/drawing/glyphs.py")
    if mono:
        return len(text) * _MONO * size
    return sum(table[character] for character in text) * size


def room_of(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """The width of any text, of others too: a character without a known width counts as wide as the widest."""
    if mono:
        return sum(_MONO if character < _WIDE else _WIDEST for character in text) * size
    table = _TABLES[bold]
    return sum(table.get(character, _WIDEST) for character in text) * size


def shortened(text: str, size: float, room: float, *, bold: bool = False, mono: bool = False) -> str:
    """The beginning of a text that has no room, with a mark that it goes on."""
    if room_of(text, size, bold=bold, mono=mono) <= room:
        return text
    kept = text
    while kept and room_of(f"{kept}…", size, bold=bold, mono=mono) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrapped_any(text: str, size: float, room: float) -> list[str]:
    """Any text in lines, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and room_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most so many pixels, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
