"""The parts of a text: documents, and plain text between them, each with the command that printed it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where a document begins. The prefix of a log line, `[pod/x/y]`, is not a list.
_JSON = re.compile(r"^(?:\{\s*$|\[\s*$|\{\s*[\"}]|\[\s*[\[{\"\]])", re.MULTILINE)
# A line that announces the next answer: a prompt with a command, a command in bold or as code of an issue, or a heading
# of `head` and of scripts. `==ERROR== …` is a message of Nsight Compute.
_ASKED = re.compile(
    r"^(?:[^\n\"|]{0,60}?[$#%>\u276f+] +(?:sudo +)?((?:kubectl|k|aws|eksctl|oc|helm|terraform|tofu|journalctl|dmesg|"
    r"systemctl|crictl|nvidia-smi)(?: .*)?)|(?:={2,}(?![A-Z]{3,9}== )>?|#{2,}|-{3,}) *([A-Za-z/].*?)[ =#<-]*|"
    r"[>*`_ ]{1,6}((?:kubectl|aws|eksctl|helm|terraform|journalctl|dmesg|nvidia-smi) [^\n`*]{1,200}?)[*`_]{1,4}:? *)$",
    re.MULTILINE,
)
# A line of a log in JSON: it stands for itself, and does not answer a command.
_RECORD = re.compile(
    r"\{(?=[^\n]*\"(?:level|lvl|severity)\": ?\")(?=[^\n]*\"(?:msg|message)\": ?\")[^\n]*\}[ \t]*$", re.MULTILINE
)
# A list that was cut off, as kubectl and the aws command begin one.
_LIST = re.compile(r"\"(\w+)\": *\[")


# People fold long strings by hand, so that a string may hold a line break.
_DECODER = json.JSONDecoder(strict=False)
# Each is looked through to its end; hundreds of thousands of braces would take hours.
_MOST_BROKEN = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text.

    Attributes:
        name: Name of the file, and the command before the document.
        text: Plain text; empty for a document.
        document: The parsed JSON value.
        trouble: The reason why it could not be parsed.
        broken: The text of a document of which nothing could be parsed.
    """

    name: str
    text: str = ""
    document: object = None
    trouble: str = ""
    broken: str = ""


def parts(name: str, text: str) -> Iterator[Part]:
    """The pieces of a text, in their order."""
    command, at, broken = "", 0, 0
    while at < len(text):
        start = _start(text, at)
        for asked, chunk in _chunks(command, text[at:start]):
            command = asked
            if chunk.strip():
                yield Part(f"{name} {command}".strip(), chunk)
        if start == len(text):
            return
        part, at = _document(f"{name} {command}".strip(), text, start)
        yield part
        broken += bool(part.trouble)
        if broken >= _MOST_BROKEN:
            yield Part(part.name, trouble=f"has {_MOST_BROKEN} broken documents; the rest is not read")
            return


def _start(text: str, at: int) -> int:
    """The place of the next document; the end of the text if there is none."""
    return next((one.start() for one in _JSON.finditer(text, at) if not _RECORD.match(text, one.start())), len(text))


def is_transcript(text: str) -> bool:
    """Whether the text contains commands before their answers."""
    return _ASKED.search(text) is not None


def _chunks(command: str, text: str) -> Iterator[tuple[str, str]]:
    """Plain text by the command above it; the last one may have no text yet."""
    at = 0
    for found in _ASKED.finditer(text):
        yield command, text[at : found.start()]
        command, at = (found[1] or found[2] or found[3] or "").strip(), found.end()
    yield command, text[at:]


def _document(name: str, text: str, start: int) -> tuple[Part, int]:
    """One document and where it ends; of one that is cut off what came before."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        broken_at = getattr(error, "pos", start + 1)
        after = _JSON.search(text, max(broken_at, start + 1))
        end = after.start() if after else len(text)
        kept, count = _whole_items(text, start, end)
        reason = f"is cut off or not JSON at line {text.count(chr(10), 0, broken_at) + 1}"
        broken = "" if count else text[start:end]
        trouble = f"{reason}; {count} complete objects before it were read"
        return Part(name, document=kept, trouble=trouble, broken=broken), end
    # Users sometimes put a comma between documents.
    return Part(name, document=value), end + len(text[end:]) - len(text[end:].lstrip().lstrip(",").lstrip())


def _whole_items(text: str, start: int, end: int) -> tuple[object, int]:
    """The objects of a list that is not whole, under the key that it has."""
    found = _LIST.search(text, start, end)
    if not found and text[start] == "{":
        # Its first string is a key.
        return None, 0
    key, at = (found[1], found.end()) if found else ("items", start + 1)
    items: list[object] = []
    while True:
        at += len(text[at:end]) - len(text[at:end].lstrip().lstrip(",").lstrip())
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            # An object that is cut off leaves only names and values.
            whole = any(isinstance(one, dict | list) for one in items)
            return ({key: items}, len(items)) if whole else (None, 0)
        items.append(value)
