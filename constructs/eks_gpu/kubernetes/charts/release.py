"""Helm releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.bindings import App, Construct, TerraformStack, helm_release
from eks_gpu.hcl import literal
from eks_gpu.kubernetes.charts.class_ids import class_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design import ReleaseDesign
    from eks_gpu.design.charts.local_chart import LocalChart
    from eks_gpu.kubernetes.charts.class_ids import PoolIds

# Folder of synthesized charts in a stack's folder.
FOLDER = "charts"
# Helm keeps every revision in a Secret; without a limit they pile up. 10 is the limit of Helm's own command line.
_MAX_HISTORY = 10


class Release(Construct):
    """A chart as a Helm release; a local chart is written next to the stack's Terraform.

    The reasons for the arguments are in terraform-provider-helm 3.1.1 (`resource_helm_release.go`):

    - After a failed installation the provider stores nothing in the state, and the release's name is taken.
      `upgrade_install` makes the next apply upgrade it. With it and without a `version` a plan takes the installed
      version, and misses every change of a local chart; so `version` is always written. A local chart of another
      version than the one written is an error at plan, so a folder that was copied by halves is found.
    - Without `reset_values`, Helm keeps the earlier values when the last one is removed.
    - `wait` is also how Helm removes: without it, a controller could go while its objects still need it.
    - The experiment `manifest` stays off: it renders at plan, and fails for kinds that are not defined yet.

    Attributes:
        resource: The release.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: ReleaseDesign,
        *,
        after: Sequence[ITerraformDependable] = (),
        vpc_id: str = "",
        pool_ids: PoolIds | None = None,
    ) -> None:
        """Create the release; the Helm provider must be in the stack.

        Args:
            scope: Where it belongs.
            id: Construct id, part of the address.
            design: The release.
            after: Resources that must be there before, and are removed after it.
            vpc_id: The cluster's VPC, for a release that needs to know it.
            pool_ids: Subnets and security groups; required for a release of node pools.
        """
        super().__init__(scope, id)
        if design.local:
            _write(self, design.local)
        known = [f"{design.vpc_value}: {vpc_id}\n"] if design.vpc_value else []
        known += [class_values(design.classes, pool_ids)] if design.classes and pool_ids else []
        self.resource: ITerraformDependable = helm_release.Release(
            self,
            "release",
            name=design.name,
            namespace=design.namespace,
            chart=f"${{path.module}}/{FOLDER}/{literal(design.chart)}" if design.local else design.chart,
            repository=design.repository,
            version=design.version,
            values=[*known, *design.values] or None,
            wait=design.wait,
            timeout=design.timeout_seconds,
            atomic=design.atomic,
            skip_crds=design.skip_crds,
            upgrade_install=True,
            reset_values=True,
            cleanup_on_fail=True,
            max_history=_MAX_HISTORY,
            depends_on=list(after) or None,
        )


def _write(scope: Construct, chart: LocalChart) -> None:
    """Write a chart where Terraform finds it: in the folder of its stack, which travels as a whole."""
    stack = TerraformStack.of(scope)
    folder = Path(App.of(scope).outdir, "stacks", stack.node.id, FOLDER, chart.name)
    for name, text in chart.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
