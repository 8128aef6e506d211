"""The block `lifecycle` of Kubernetes objects, made of what `lifecycles` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import TerraformResourceLifecycle
from eks_gpu.kubernetes.lifecycles import RESTARTED

if TYPE_CHECKING:
    from eks_gpu.kubernetes.lifecycles import Lifecycle


def restartable() -> TerraformResourceLifecycle:
    """For a Deployment or DaemonSet: Terraform does not undo a manual restart."""
    return TerraformResourceLifecycle(ignore_changes=[RESTARTED])


def lifecycle(found: Lifecycle | None) -> TerraformResourceLifecycle | None:
    """The block of a workload; what replaces it besides is a trigger of its own."""
    return TerraformResourceLifecycle(ignore_changes=list(found.ignored)) if found else None
