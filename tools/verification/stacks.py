"""The Kubernetes stacks of a declaration, as documents."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_gpu.declaration import read
from eks_gpu.design import design_cluster
from eks_gpu.problem import DeclarationError
from eks_gpu.spec import ClusterSpec
from eks_gpu.templates import for_terraform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.templates import TerraformDesign
    from tools.verification.copies import Document

KINDS = ("platform", "workloads")
"""The stacks with Kubernetes objects, in the order in which they are applied."""


def of_file(file: Path) -> dict[str, Document]:
    """The stacks of a cluster file, by kind.

    Raises:
        DeclarationError: The file has errors.
    """
    found = read(file)
    if found.design is None:
        raise DeclarationError(found.problems)
    return of_design(found.design)


def design(declaration: Mapping[str, Any]) -> TerraformDesign:
    """The design of a declaration; rules are not asked."""
    return for_terraform(design_cluster(ClusterSpec.model_validate(declaration)))


def of_design(made: TerraformDesign, kinds: tuple[str, ...] = KINDS) -> dict[str, Document]:
    """The stacks of a design, by kind."""
    # The engine takes seconds to start; whoever is refused should not wait for it.
    from eks_gpu.bindings import App  # noqa: PLC0415
    from eks_gpu.stacks.platform import PlatformStack  # noqa: PLC0415
    from eks_gpu.stacks.workloads import WorkloadsStack  # noqa: PLC0415

    stacks = {"platform": PlatformStack, "workloads": WorkloadsStack}
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        for kind in kinds:
            stacks[kind](app, made)
        app.synth()
        return {
            kind: json.loads(Path(folder, "stacks", f"{made.name}-{kind}", "cdk.tf.json").read_text(encoding="utf-8"))
            for kind in kinds
        }
