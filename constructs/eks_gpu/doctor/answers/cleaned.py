"""A text without what terminals, mails, web pages and collectors add to its lines."""

from __future__ import annotations

import re
from textwrap import dedent

from eks_gpu.doctor.answers.forms.collected import unprefixed, unwrapped
from eks_gpu.doctor.unfolded import unfolded

# Colours and movements of a terminal, also as CloudWatch (#033), JSON and browsers (without the escape) leave them.
_COLOURS = re.compile(
    r"(?:\x1b|#033|\\u001[bB]|\\x1b|\\e|\^\[)\[[0-9;?]*[A-Za-z]|(?<![\w\])\[])\[(?:\d{1,2};){0,3}\d{1,2}m(?!\])|"
    r"\[(?:0;)?0m(?!\])"
)
# A part of each of them, which is found much faster. Most answers are JSON, and hold none of what is looked for here.
_COLOURED = re.compile(r"\[[0-9;?]*[A-Za-z]")
# Characters without a width, and spaces that are none.
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Quotes and dashes that editors and chats put in place of plain ones.
_TYPOGRAPHIC = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f", '"') | dict.fromkeys("\u2018\u2019\u201b", "'"))
# Characters that a web page or a mail writes as entities.
_ENTITIES = {
    "&quot;": '"',
    "&#34;": '"',
    "&#39;": "'",
    "&#x27;": "'",
    "&lt;": "<",
    "&gt;": ">",
    "&nbsp;": " ",
    "&amp;": "&",
}
_ENTITY = re.compile("|".join(_ENTITIES))
# Tags with which people fold long texts.
_TAGS = re.compile(r"</?(?:details|summary|pre|code|p|br|b|i|div|span|kbd)(?: [^<>\n]{0,120})?/?>")
# Frames of a screen: k9s, Terraform, tables of Python programs. A line of nothing else is empty.
_FRAME = re.compile(
    r"^[ \t]*[│┃║][ \t]?(?=[^\n]*[│┃║][ \t]*$)|(?<![ \t])[ \t]+(?:[│┃║][ \t]*)?$|"
    r"^[ \t]*[─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╭╮╰╯┏┓┗┛]{4,}$",
    re.MULTILINE,
)
# Times that kubectl --timestamps (nine digits), containerd's files and GitHub Actions (seven) write before each line.
_STAMP = re.compile(
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}(?:Z|[+-]\d\d:\d\d) (?:std(?:out|err) [FP] )?", re.MULTILINE
)
# Several lines that a mail or an answer quotes; a single one may be a prompt.
_QUOTE = re.compile(r"(?:^ {0,3}>(?: [^\n]*)?(?:\n|\Z)){2,}", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:```|~~~)[\w-]*[ \t]*$", re.MULTILINE)
# A table, an object or a description that somebody moved to the right, as code in a list or on a web page.
_MOVED = re.compile(
    r"(?:(?<=\n\n)|\A)(?P<by>[ \t]+)(?:(?:NAMESPACE +)?NAME +[A-Z]|LAST SEEN +|apiVersion: |Name: +\S|[{\[]\n)[^\n]*"
    r"(?:\n(?:(?P=by)[^\n]*|[ \t]*(?=\n)))*"
)
_MOVABLE = re.compile(r"\A[ \t]|\n\n[ \t]")


def fences(text: str) -> list[str]:
    """The outputs and files of a paste that stand in fences of Markdown or are moved to the right, each by itself."""
    blocks = _FENCE.split(cleaned(text, fenced=True))
    moved = (found[0] for prose in blocks[::2] for found in _MOVED.finditer(prose))
    return [dedent(block) for block in (*blocks[1::2], *moved)]


def cleaned(text: str, *, fenced: bool = False) -> str:
    """The text without what a terminal, Windows, a web page or a pasted issue adds to it.

    Args:
        text: A paste, or the output of a command.
        fenced: Whether the marks of fences stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _COLOURED.search(text):
        text = _COLOURS.sub("", text)
    if not text.isascii():
        text = _SPACES.sub(" ", _WIDTHLESS.sub("", text)).translate(_TYPOGRAPHIC)
    text = unprefixed(_STAMP.sub("", unfolded(unwrapped(text))))
    if not text.isascii() or text.endswith((" ", "\t")) or " \n" in text or "\t\n" in text:
        text = _FRAME.sub("", text)
    if "</" in text or "<br" in text:
        text = _TAGS.sub("", text)
    text = without_entities(text)
    if "\n>" in text:
        text = _QUOTE.sub(lambda block: re.sub(r"(?m)^ {0,3}>(?:[ ]?>)*[ ]?", "", block[0]), text)
    if fenced:
        return text
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("", text)
    return _MOVED.sub(lambda block: dedent(block[0]), text) if _MOVABLE.search(text) else text


def without_entities(text: str) -> str:
    """The text with the characters that a web page or a mail writes as entities.

    Args:
        text: A paste, or a part of it.
    """
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text) if "&" in text else text
