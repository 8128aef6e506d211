"""What Terraform's own language takes: texts that it must not read as its own, and what `cdktf synth --hcl` must know.

The latter, because it renders less than Terraform's JSON can say.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = {bool: "boolean", int: "number", str: "string"}
_TEMPLATE = re.compile(r"([$%])\{(?!TfToken\[)")


def literal(text: str) -> str:
    """The user's text as Terraform must see it: it would read ``${HOME}`` as a reference of its own.

    What the engine itself puts in for a reference stays.
    """
    return _TEMPLATE.sub(r"\1\1{", text)


def base64_encoded(text: str) -> str:
    """An expression that encodes a text once Terraform knows the references in it.

    Args:
        text: With references as ``${…}``; whatever else looks like one has gone through `literal`.
    """
    # Terraform's quoted text is JSON's, but for what it calls a template.
    return f"${{base64encode({json.dumps(text, ensure_ascii=False)})}}"


def quoted(text: str) -> str:
    """JSON text that holds a reference: cdktf's HCL output would not escape its quotes, as it does without one."""
    return json.dumps(text)[1:-1] if is_hcl_output() else text


def is_hcl_output() -> bool:
    """Whether `cdktf synth --hcl` is at work."""
    return os.environ.get("SYNTH_HCL_OUTPUT") in {"1", "true"}


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
