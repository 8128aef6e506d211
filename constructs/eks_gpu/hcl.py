"""Expressions of Terraform's own language, and what `cdktf synth --hcl` must know."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_TEMPLATE = re.compile(r"([$%]*)([$%])\{")
# Behind a carriage return without its line feed, Terraform evaluates no template of a JSON text any more (seen with
# 1.11.4), so that the expressions below would be printed.
_RETURN = re.compile(r"([$%]*)\r(?!\n)")
# Terraform misreads an escape behind another `$` or `%`, and at times loses what is before it (seen with 1.11.4). These
# stand for one of either there. They are written without quotes, so that they fit into JSON and into other expressions.
_SIGNS = {
    "$": "${substr(base64decode(keys({JCQk=0})[0]),0,1)}",
    "%": "${substr(base64decode(keys({JSUl=0})[0]),0,1)}",
}
_RETURN_SIGN = "${substr(base64decode(keys({DQ0N=0})[0]),0,1)}"
# Set by the CDKTF command line, and by `eks-gpu synth --hcl`.
OUTPUT_HCL = "SYNTH_HCL_OUTPUT"
_KINDS = {bool: "boolean", int: "number", str: "string"}
# Short escapes of JSON that Terraform does not know (HCL native syntax specification, "Template Expressions").
_FOREIGN_ESCAPES = re.compile(r"\\(?:\\|[bf])")
_LONG_FORM = {"\\b": "\\u0008", "\\f": "\\u000c"}


def literal(text: str) -> str:
    """A text as Terraform must see it, so that it stands for itself: ``$${HOME}`` for ``${HOME}``, likewise ``%{``."""
    if "{" not in text or not _TEMPLATE.search(text):
        return text
    return _RETURN.sub(_escape_return, _TEMPLATE.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    before, sign = found.groups()
    return f"{''.join(_SIGNS[one] for one in before)}{sign * 2}{{"


def _escape_return(found: re.Match[str]) -> str:
    return "".join(_SIGNS[one] for one in found[1]) + _RETURN_SIGN


def base64_encoded(text: str, references: Collection[str]) -> str:
    """An expression that encodes a text once Terraform knows the references in it.

    Args:
        text: The text. Everything in it but the references stands for itself.
        references: Our own, as ``${…}``, exactly as they are written in the text.
    """
    parts = re.split(f"({'|'.join(map(re.escape, references))})", text) if references else [text]
    template = "".join(part if part in references else literal(part) for part in parts)
    return f"${{base64encode({_quoted(template)})}}"


def _quoted(template: str) -> str:
    """A template in quotes, inside of an expression."""
    quoted = json.dumps(template, ensure_ascii=False)
    return _FOREIGN_ESCAPES.sub(lambda found: _LONG_FORM.get(found[0], found[0]), quoted)


def is_hcl_output() -> bool:
    """Whether `cdktf synth --hcl` or `eks-gpu synth --hcl` is at work."""
    return os.environ.get(OUTPUT_HCL) in {"1", "true"}


def nested_block(fields: Mapping[str, str | int | bool]) -> Mapping[str, object]:
    """A nested block of an override: in HCL it must be marked as one, and its fields with their kinds."""
    if not is_hcl_output():
        return fields
    typed = {
        key: {"value": value, "type": "simple", "storageClassType": _KINDS[type(value)]}
        for key, value in fields.items()
    }
    return {"value": typed, "isBlock": True, "type": "map", "storageClassType": "stringmap"}


def text_field(path: str, value: str) -> tuple[str, object]:
    """Path and value of an override that gives a resource a text that it has no class for."""
    return path, {"value": value, "type": "simple", "storageClassType": _KINDS[str]} if is_hcl_output() else value


def nested_field(block: str, field: str, value: str) -> tuple[str, object]:
    """Path and value of an override that adds a text to a block of the bindings; in HCL it lies one level deeper."""
    if not is_hcl_output():
        return f"{block}.{field}", value
    return f"{block}.value.{field}", {"value": value, "type": "simple", "storageClassType": _KINDS[str]}
