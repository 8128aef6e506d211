"""A stack, synthesized as an app does it; `Testing.synth` has traps of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import App, LocalBackend, TerraformStack, kubernetes_provider

if TYPE_CHECKING:
    from pathlib import Path

Resources = dict[str, dict[str, dict[str, Any]]]
Build = Callable[[TerraformStack], object]


def synthesized(build: Build, folder: Path) -> Resources:
    """Resources by type and name, without what cdktf notes for itself."""
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "stack")
    LocalBackend(stack, path="terraform.tfstate")
    kubernetes_provider.KubernetesProvider(stack, "kubernetes")
    build(stack)
    app.synth()
    document = json.loads((folder / "stacks" / "stack" / "cdk.tf.json").read_text(encoding="utf-8"))
    resources: Resources = _without_notes(document.get("resource", {}))
    return resources


def only(resources: Resources, kind: str) -> dict[str, Any]:
    """The one resource of a type."""
    (found,) = resources[kind].values()
    return found


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_notes(item) for key, item in value.items() if key != "//"}
    return [_without_notes(item) for item in value] if isinstance(value, list) else value
