"""Resources whose address changed: Terraform takes the state along instead of replacing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, TerraformStack

if TYPE_CHECKING:
    from eks_gpu.bindings import TerraformResource


def moved_from(scope: Construct, resource: TerraformResource, former_id: str) -> None:
    """Write a `moved` block, which does nothing in a state that holds no such resource.

    Args:
        scope: Scope of the resource, now and before.
        resource: The resource under its new id.
        former_id: Construct id that it had in older releases.
    """
    # The stack names what it is asked about: with cdktf's own names, as in stacks of library users, there is a hash.
    former = TerraformStack.of(scope).get_logical_id(Construct(scope, former_id).node)
    resource.move_from_id(f"{resource.terraform_resource_type}.{former}")
