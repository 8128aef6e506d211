"""The text of a plan, as written by `terraform show -json`, and hints about other files that people give instead.

The format is Terraform's, `internal/command/jsonplan/plan.go`: version 1.x may gain keys and loses none. OpenTofu
writes the same. HCP Terraform's redacted plan (`internal/command/jsonformat/plan.go`) calls its version otherwise.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from eks_gpu.json_stream import Stream, TooLongError, members
from eks_gpu.plain_file import MEBIBYTE, opened
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

Document = dict[str, object]
# The form that a change gets as soon as it is read.
Each = Callable[[Document], object]

MAKE_ONE = "terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
_ZIP = b"PK\x03\x04"
_SUPPORTED = "1"
_DEEPEST = 200
# Bytes of a plan that is held as a whole; that of the largest cluster that was tried has 4 MiB. One whose changes are
# read one by one may have more: 300,000 changes need some 600 MiB.
_LARGEST, _LONGEST = 256 * MEBIBYTE, 8192 * MEBIBYTE
# Lines stay lines.
_LAYOUT = "\n\t"
# The rest, of which the configuration and the state are the most, says nothing about what is done.
_READ = (
    "resource_changes",
    "resource_drift",
    "deferred_changes",
    "output_changes",
    "checks",
    "action_invocations",
    "complete",
    "errored",
)
# A state has resources, and an import asks where a value of a plan comes from.
_READ_TOO = ("values", "configuration", "prior_state", "variables")
_STATE = "values"
_VERSIONS = ("format_version", "plan_format_version")
_NOT_READ = object()
# Escapes other than the layout, and the sign that `printable` looks for at the beginning of a line: of a string, or
# behind spaces and the escapes of a line break and a tab. The two colons come first, which are quickly found.
_ESCAPED = re.compile(r"\\[urbf]")
_COMMAND = re.compile(r'::(?<=[" nt]::)[A-Za-z]')
_LISTS = ("resource_changes", "resource_drift", "deferred_changes")
# Documents that users pass by mistake, recognised by keys that no other document has.
_OTHERS: tuple[tuple[Callable[[Document], bool], str], ...] = (
    (lambda one: "@level" in one, "this is the log of `terraform plan -json`"),
    (
        lambda one: "lineage" in one or {"serial", "resources"} <= one.keys(),
        "this is a state file, which describes existing resources and not changes",
    ),
    (
        lambda one: "format_version" not in one and bool({"resource", "terraform"} & one.keys()),
        "this is synthesized Terraform code, not a plan of its changes",
    ),
    (
        lambda one: "values" in one and "resource_changes" not in one,
        "this is the output of `terraform show -json` for a state, because it was given no plan",
    ),
    (
        lambda one: "provider_schemas" in one and not {"resource_changes", "plan_format_version"} & one.keys(),
        "these are the schemas of providers",
    ),
)


class UnreadableError(Exception):
    """A file that is not a plan; the message names its type and the command to run."""


def read(path: Path, *, states: bool = False, each: Each | None = None) -> Document:
    """The document in a file.

    Args:
        path: The file.
        states: Whether a state is as good as a plan, and its resources are wanted.
        each: The form that each change gets as soon as it is read, so that a long plan is never held as a whole.

    Raises:
        UnreadableError: If it cannot be read, or is not a plan.
    """
    shown = printable(str(path))
    try:
        with opened(path, _LONGEST if each else _LARGEST) as file:
            return read_stream(file, shown, states=states, each=each)
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"{shown}: {getattr(error, 'strerror', '') or error}; create a plan with: {MAKE_ONE}"
        ) from None


def read_stream(stream: BinaryIO, shown: str, *, states: bool = False, each: Each | None = None) -> Document:
    """The document that a stream, such as standard input, holds.

    Args:
        stream: The stream.
        shown: Its name in messages.
        states: Whether a state is as good as a plan, and its resources are wanted.
        each: The form that each change gets as soon as it is read.

    Raises:
        UnreadableError: If it is too large, or holds something else than a plan.
    """
    most = _LONGEST if each else _LARGEST
    try:
        return _document(Stream(stream, most), states=states, each=each or _itself)
    except UnreadableError as error:
        raise UnreadableError(f"{shown}: {error}") from None
    except TooLongError:
        raise UnreadableError(f"{shown}: it has more than {most // MEBIBYTE} MiB, which is too large") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{shown}: this is not text; create a plan with: {MAKE_ONE}") from None


def parse(content: bytes, *, states: bool = False) -> Document:
    """The document in some bytes.

    Args:
        content: The text, in UTF-8 or UTF-16.
        states: Whether a state is as good as a plan, and its resources are wanted.

    Raises:
        UnreadableError: If they are not a plan.
    """
    try:
        return _document(Stream(io.BytesIO(content), len(content)), states=states, each=_itself)
    except UnicodeDecodeError:
        raise UnreadableError(f"this is not text; create a plan with: {MAKE_ONE}") from None


def _itself(change: Document) -> object:
    return change


def _document(stream: Stream, *, states: bool, each: Each) -> Document:
    if stream.head.startswith(_ZIP):
        raise UnreadableError(
            "this is a plan in Terraform's binary format; write it as JSON first, in the folder where it was created: "
            "terraform show -json plan.out > plan.json"
        )
    try:
        if not stream.next():
            raise UnreadableError(f"this is empty; create a plan with: {MAKE_ONE}")
        if stream.next() != "{":
            stream.value()
            raise UnreadableError(f"this JSON is not a plan; {_plan_instead()}")
        document = _members(stream, (*_READ, *_READ_TOO) if states else _READ, each)
        stream.end()
    except RecursionError:
        raise UnreadableError("this JSON is nested deeper than any plan") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(_not_json(stream.start, stream.place(error))) from None
    if refusal := _refusal(document, states=states):
        raise UnreadableError(refusal)
    return {key: value for key, value in document.items() if value is not _NOT_READ}


def _members(stream: Stream, wanted: Sequence[str], each: Each) -> Document:
    """The members of the document; those that nobody asks for are skipped."""
    found: Document = {}
    for key, value, text in members(stream, (*wanted, *_VERSIONS).__contains__, _LISTS.__contains__):
        listed = found.get(key) if key in _LISTS and text else None
        if isinstance(listed, list):
            element = _clean(value, text)
            listed.append(each(element) if isinstance(element, dict) else element)
        elif text:
            found[key] = _clean(value, text)
        else:
            found[key] = value if key in _LISTS else _NOT_READ
    return found


def _clean(value: object, text: str) -> object:
    """A value without terminal commands and without text that cannot be written as UTF-8.

    Nearly all values are clean as they are, which their text shows faster than a copy is made.

    Args:
        value: The value.
        text: Its JSON.
    """
    shallow = text.count("[") + text.count("{") <= _DEEPEST
    clean = text.isascii() and "\x7f" not in text and not ("#" in text and "##" in text)
    clean = clean and not (_ESCAPED.search(text) or _COMMAND.search(text))
    return value if shallow and clean else _cleaned(value)


def _cleaned(value: object, depth: int = 0) -> object:
    if depth > _DEEPEST:
        raise UnreadableError("this JSON is nested deeper than any plan")
    if isinstance(value, dict):
        return {printable(str(key), _LAYOUT): _cleaned(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(element, depth + 1) for element in value]
    return printable(value, _LAYOUT) if isinstance(value, str) else value


def _not_json(start: str, error: str) -> str:
    text = start.lstrip()
    if text.startswith("{") and '"@level"' in text.partition("\n")[0]:
        return f"this is the log of `terraform plan -json`, line by line; create a plan with: {MAKE_ONE}"
    if "Terraform will perform" in text or "OpenTofu will perform" in text or "No changes." in text:
        return f"this is a plan in its printed form; create it as JSON with: {MAKE_ONE}"
    if text.startswith(("{", "[")):
        return f"this JSON is broken or cut off ({error}); create a plan with: {MAKE_ONE}"
    return f"this is not JSON; create a plan with: {MAKE_ONE}"


def _refusal(document: Document, *, states: bool) -> str | None:
    """The reason why a document is not a plan."""
    if states and _STATE in document and isinstance(document.get("format_version"), str):
        return None
    for is_it, what in _OTHERS:
        if is_it(document):
            return f"{what}; {_plan_instead()}"
    version = document.get("format_version", document.get("plan_format_version"))
    if version is None:
        return f"this JSON is not a plan: it has no `format_version`; {_plan_instead()}"
    if not isinstance(version, str) or version.partition(".")[0] != _SUPPORTED:
        return (
            f"this plan has format {version!r}, but only 1.x is supported; create it again with Terraform 1.1 or newer"
        )
    wrong = [key for key in _LISTS if not isinstance(document.get(key), list | None)]
    return f"`{wrong[0]}` is not a list, so Terraform did not write this plan; {_plan_instead()}" if wrong else None


def _plan_instead() -> str:
    return f"create a plan with: {MAKE_ONE}"
