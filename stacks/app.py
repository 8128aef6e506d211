"""From checked designs to an app with the stacks of every cluster."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.bindings import App
from stacks.cluster import ClusterResourcesStack
from stacks.network import NetworkStack
from stacks.platform import PlatformStack
from stacks.workloads import WorkloadsStack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign
    from stacks.base import ClusterStack


def build(designs: Iterable[ClusterDesign], outdir: str | None = None) -> App:
    """An app with the stacks of every design; `outdir` defaults to CDKTF_OUTDIR, else ``cdktf.out``."""
    app = App(outdir=outdir) if outdir else App()
    for design in designs:
        add_cluster(app, design)
    return app


def remove_others(app: App) -> None:
    """Take away what an earlier synthesis wrote of stacks that are none any more, as the CDKTF command line does.

    Terraform that nobody declares would still be there to apply. Nothing but written stacks is touched.
    """
    written = {stack.node.id for stack in app.node.children}
    for folder in sorted(Path(app.outdir, "stacks").iterdir()):
        if folder.name not in written and (folder / "cdk.tf.json").exists() | (folder / "cdk.tf").exists():
            shutil.rmtree(folder)


def add_cluster(app: App, design: ClusterDesign) -> None:
    """Add the stacks of one cluster, in the order in which they are applied."""
    stacks: list[ClusterStack] = [NetworkStack(app, design)] if design.network.is_created else []
    stacks += [ClusterResourcesStack(app, design), PlatformStack(app, design), WorkloadsStack(app, design)]
    for before, after in pairwise(stacks):
        after.add_dependency(before)
