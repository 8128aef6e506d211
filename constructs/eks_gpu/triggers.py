"""Values whose change replaces a resource, for edits that its provider only seems to carry out in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import TerraformResource
from eks_gpu.hcl import is_hcl_output, text_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.bindings import Construct


def replace_on_change(scope: Construct, id: str, value: str, resources: Iterable[TerraformResource]) -> None:
    """Hold a value in a `terraform_data`, and have another value replace these resources.

    A trigger that is created in the same apply replaces nothing, so it is there from the first apply on, long before
    it is needed.

    Args:
        scope: Where the trigger belongs.
        id: Construct id of the trigger.
        value: The values that the replacement depends on, and nothing else.
        resources: The resource that is replaced.
    """
    # The engine has no class for Terraform's own resource.
    held = TerraformResource(scope, id, terraform_resource_type="terraform_data")
    held.add_override(*text_field("input", value))
    address = f"terraform_data.{held.friendly_unique_id}"
    for resource in resources:
        # Terraform's JSON refuses the reference `${…}` that cdktf makes of it, and its HCL every text in quotes, so
        # that `lazy/hcl_text.cjs` writes a list between `${` and `}` without them.
        triggers = f"${{[{address}]}}" if is_hcl_output() else [address]
        resource.add_override("lifecycle.replace_triggered_by", triggers)
