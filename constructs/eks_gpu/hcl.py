"""What `cdktf synth --hcl` has to be told, because it renders less than Terraform's JSON can say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = {bool: "boolean", int: "number", str: "string"}


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
