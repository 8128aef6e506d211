"""Conditions that Terraform checks at plan, with messages for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Postcondition, TerraformResourceLifecycle
from eks_gpu.hcl import is_hcl_output

if TYPE_CHECKING:
    from eks_gpu.bindings import TerraformStack


def holds(*conditions: tuple[str, str]) -> TerraformResourceLifecycle | None:
    """A lifecycle by which a plan fails unless every condition holds, but a destroy only warns.

    HCL output has none: the engine writes the blocks as an argument, which Terraform refuses.

    Args:
        conditions: Expressions over `self`, without ``${}``, each with what a person reads if it is false.
    """
    if is_hcl_output():
        return None
    written = [Postcondition(condition=f"${{{test}}}", error_message=message) for test, message in conditions]
    return TerraformResourceLifecycle(postcondition=written) if written else None


def warn_unless(stack: TerraformStack, name: str, test: str, message: str) -> None:
    """A `check` block, whose failure is a warning of every plan. HCL output has none: the engine would drop it.

    It has no data source of its own. Terraform reads such a one at apply again, so that no plan is ever empty.

    Args:
        stack: The stack.
        name: Name of the block.
        test: An expression without ``${}``.
        message: The warning.
    """
    if not is_hcl_output():
        block = {"assert": [{"condition": f"${{{test}}}", "error_message": message}]}
        stack.add_override(f"check.{name}", block)
