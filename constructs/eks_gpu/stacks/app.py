"""From checked designs to an app with the stacks of every cluster."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.bindings import App
from eks_gpu.stacks.cluster import ClusterResourcesStack
from eks_gpu.stacks.interrupts import held_back
from eks_gpu.stacks.network import NetworkStack
from eks_gpu.stacks.platform import PlatformStack
from eks_gpu.stacks.workloads import WorkloadsStack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.stacks.base import ClusterStack
    from eks_gpu.templates import TerraformDesign


def build(designs: Iterable[TerraformDesign], outdir: str | None = None) -> App:
    """An app with the stacks of every design; `outdir` defaults to CDKTF_OUTDIR, else ``cdktf.out``."""
    # The engine would run `terraform version` for each stack with a `moved` block, and fail without a terraform. Users
    # who only read what would be created need none, and Terraform itself checks the version that the stacks name.
    with held_back():
        # The engine makes its folders at once.
        app = App(outdir=outdir, skip_validation=True) if outdir else App(skip_validation=True)
    for design in designs:
        add_cluster(app, design)
    return app


def add_cluster(app: App, design: TerraformDesign) -> None:
    """Add the stacks of one cluster, in the order in which they are applied."""
    stacks: list[ClusterStack] = [NetworkStack(app, design)] if design.network.is_created else []
    stacks += [ClusterResourcesStack(app, design), PlatformStack(app, design), WorkloadsStack(app, design)]
    for before, after in pairwise(stacks):
        after.add_dependency(before)
