"""What Terraform would misread, and what `cdktf synth --hcl` has to be told because it renders less than JSON says."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATE = re.compile(r"([$%])\{(?!TfToken\[)")
_KINDS = {bool: "boolean", int: "number", str: "string"}


def literal(text: str) -> str:
    """The user's text as Terraform must see it: it would read ``${HOME}`` as a reference of its own.

    What the engine itself puts in for a reference stays.
    """
    return _TEMPLATE.sub(r"\1\1{", text)


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
