"""Conditions that Terraform checks at plan, with messages for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Postcondition, TerraformResourceLifecycle
from eks_gpu.hcl import is_hcl_output

if TYPE_CHECKING:
    from eks_gpu.bindings import TerraformStack


def holds(*conditions: tuple[str, str]) -> TerraformResourceLifecycle | None:
    """A lifecycle by which a plan fails unless every condition holds, but a destroy only warns.

    Args:
        conditions: Expressions over `self`, without ``${}``, each with what a person reads if it is false.
    """
    written = [Postcondition(condition=f"${{{test}}}", error_message=message) for test, message in conditions]
    return TerraformResourceLifecycle(postcondition=written) if written else None


def warn_unless(stack: TerraformStack, name: str, test: str, message: str, data: dict[str, Any] | None = None) -> None:
    """A `check` block, whose failure is a warning of every plan. HCL output has none: the engine would drop it.

    Args:
        stack: The stack.
        name: Name of the block.
        test: An expression without ``${}``.
        message: The warning.
        data: A data source of the block's own, by kind and name; if reading it fails, that is a warning too.
    """
    if is_hcl_output():
        return
    block = {"assert": [{"condition": f"${{{test}}}", "error_message": message}]}
    stack.add_override(f"check.{name}", {**({"data": data} if data else {}), **block})
