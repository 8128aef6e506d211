"""The text of a plan, as written by `terraform show -json`, and hints about other files that people give instead.

The format is Terraform's, `internal/command/jsonplan/plan.go`: version 1.x may gain keys and loses none. OpenTofu
writes the same. HCP Terraform's redacted plan (`internal/command/jsonformat/plan.go`) calls its version otherwise.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

from eks_gpu.plain_file import MEBIBYTE, read_bytes
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

Document = dict[str, object]

MAKE_ONE = "terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
# PowerShell writes UTF-16 when it redirects output to a file.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP = b"PK\x03\x04"
_SUPPORTED = "1"
_DEEPEST = 200
# The plan of the largest cluster that was tried has 4 MiB.
_LARGEST = 256 * MEBIBYTE
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


def read(path: Path, *, states: bool = False) -> Document:
    """The document in a file.

    Args:
        path: The file.
        states: Whether a state is as good as a plan, and its resources are wanted.

    Raises:
        UnreadableError: If it cannot be read, or is not a plan.
    """
    try:
        content = read_bytes(path, _LARGEST)
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"{printable(str(path))}: {getattr(error, 'strerror', '') or error}; create a plan with: {MAKE_ONE}"
        ) from None
    try:
        return parse(content, states=states)
    except UnreadableError as error:
        raise UnreadableError(f"{printable(str(path))}: {error}") from None


def read_stream(stream: BinaryIO, shown: str, *, states: bool = False) -> Document:
    """The document that a stream, such as standard input, holds.

    Args:
        stream: The stream.
        shown: Its name in messages.
        states: Whether a state is as good as a plan, and its resources are wanted.

    Raises:
        UnreadableError: If it is too large, or holds something else than a plan.
    """
    content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableError(f"{shown}: it has more than {_LARGEST // MEBIBYTE} MiB, which is too large")
    try:
        return parse(content, states=states)
    except UnreadableError as error:
        raise UnreadableError(f"{shown}: {error}") from None


def parse(content: bytes, *, states: bool = False) -> Document:
    """The document in some bytes.

    Args:
        content: The text, in UTF-8 or UTF-16.
        states: Whether a state is as good as a plan, and its resources are wanted.

    Raises:
        UnreadableError: If they are not a plan.
    """
    if content.startswith(_ZIP):
        raise UnreadableError(
            "this is a plan in Terraform's binary format; write it as JSON first, in the folder where it was created: "
            "terraform show -json plan.out > plan.json"
        )
    if not content.strip():
        raise UnreadableError(f"this is empty; create a plan with: {MAKE_ONE}")
    document = _json(_text(content))
    if refusal := _refusal(document, states=states):
        raise UnreadableError(refusal)
    assert isinstance(document, dict)
    wanted = (*_READ, *_READ_TOO) if states else _READ
    return {key: _clean(document[key]) for key in wanted if key in document}


def _clean(value: object, depth: int = 0) -> object:
    """The document without terminal commands and without text that cannot be written as UTF-8."""
    if depth > _DEEPEST:
        raise UnreadableError("this JSON is nested deeper than any plan")
    if isinstance(value, dict):
        return {printable(str(key), _LAYOUT): _clean(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(element, depth + 1) for element in value]
    return printable(value, _LAYOUT) if isinstance(value, str) else value


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(f"this is not text; create a plan with: {MAKE_ONE}") from None


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise UnreadableError("this JSON is nested deeper than any plan") from None
    except ValueError as error:
        raise UnreadableError(_not_json(text, error)) from None


def _not_json(text: str, error: ValueError) -> str:
    start = text.lstrip()[:4000]
    if start.startswith("{") and '"@level"' in start.partition("\n")[0]:
        return f"this is the log of `terraform plan -json`, line by line; create a plan with: {MAKE_ONE}"
    if "Terraform will perform" in start or "OpenTofu will perform" in start or "No changes." in start:
        return f"this is a plan in its printed form; create it as JSON with: {MAKE_ONE}"
    if start.startswith(("{", "[")):
        return f"this JSON is broken or cut off ({error}); create a plan with: {MAKE_ONE}"
    return f"this is not JSON; create a plan with: {MAKE_ONE}"


def _refusal(document: object, *, states: bool) -> str | None:
    """The reason why a document is not a plan."""
    if not isinstance(document, dict):
        return f"this JSON is not a plan; {_plan_instead()}"
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
