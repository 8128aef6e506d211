"""The text of a plan, as `terraform show -json` writes it; and what people give instead, with the command that was meant.

The format is Terraform's, `internal/command/jsonplan/plan.go`: version 1.x may gain keys and loses none. OpenTofu writes
the same. HCP Terraform's redacted plan (`internal/command/jsonformat/plan.go`) calls its version otherwise.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Document = dict[str, object]

MAKE_ONE = "terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
# PowerShell writes UTF-16 where a command's output goes to a file.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP = b"PK\x03\x04"
_SUPPORTED = "1"


class UnreadableError(Exception):
    """A file that is no plan; the message says what it is and what to type."""


def read(path: Path) -> Document:
    """The document in a file.

    Raises:
        UnreadableError: If it cannot be read, or holds something else than a plan.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}; a plan is made by: {MAKE_ONE}") from None
    try:
        return parse(content)
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from None


def parse(content: bytes) -> Document:
    """The document in some bytes.

    Raises:
        UnreadableError: If they hold something else than a plan.
    """
    if content.startswith(_ZIP):
        raise UnreadableError(
            "this is a plan as Terraform keeps it; write it as JSON first, in the folder where it was made: "
            "terraform show -json plan.out > plan.json"
        )
    if not content.strip():
        raise UnreadableError(f"this is empty; a plan is made by: {MAKE_ONE}")
    document = _json(_text(content))
    if refusal := _refusal(document):
        raise UnreadableError(refusal)
    assert isinstance(document, dict)
    return document


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(f"this is not text; a plan is made by: {MAKE_ONE}") from None


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
        return f"this is the log of `terraform plan -json`, line by line; a plan is made by: {MAKE_ONE}"
    if "Terraform will perform" in start or "OpenTofu will perform" in start or "No changes." in start:
        return f"this is a plan as it is printed; as JSON it is made by: {MAKE_ONE}"
    if start.startswith(("{", "[")):
        return f"this JSON is broken or cut off ({error}); a plan is made by: {MAKE_ONE}"
    return f"this is not JSON; a plan is made by: {MAKE_ONE}"


def _refusal(document: object) -> str | None:
    """Why a document is no plan."""
    if not isinstance(document, dict):
        return f"this JSON is no plan; a plan is made by: {MAKE_ONE}"
    version = document.get("format_version", document.get("plan_format_version"))
    if "@level" in document:
        return f"this is the log of `terraform plan -json`; a plan is made by: {MAKE_ONE}"
    if "lineage" in document or ("serial" in document and "resources" in document):
        return f"this is a state file, which says what is there and not what would be done; {_plan_instead()}"
    if version is None and ("resource" in document or "terraform" in document):
        return f"this is synthesized Terraform, not what it would do to your account; {_plan_instead()}"
    if version is None:
        return f"this JSON is no plan: it has no `format_version`; {_plan_instead()}"
    if not isinstance(version, str) or version.partition(".")[0] != _SUPPORTED:
        return f"this plan is of format {version!r}; known is 1.x, which Terraform writes since 1.1.1 and OpenTofu always"
    if "values" in document and "resource_changes" not in document:
        return f"this is what `terraform show -json` says of a state: it was given no plan; {_plan_instead()}"
    if "provider_schemas" in document and not {"resource_changes", "output_changes", "plan_format_version"} & set(document):
        return f"these are the schemas of providers; {_plan_instead()}"
    for key in ("resource_changes", "resource_drift", "deferred_changes"):
        if not isinstance(document.get(key) or [], list):
            return f"`{key}` is not a list, so this is no plan that Terraform wrote; {_plan_instead()}"
    return None


def _plan_instead() -> str:
    return f"a plan is made by: {MAKE_ONE}"
