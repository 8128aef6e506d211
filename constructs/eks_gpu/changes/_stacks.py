"""The command with which a message applies a single stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign


def deploy(design: ClusterDesign, kind: str) -> str:
    """The command that applies one stack of a cluster without the stacks that it depends on."""
    return f"'cdktf deploy --ignore-missing-stack-dependencies {design.name}-{kind}'"
