"""A cluster with charts and manifests, and its stacks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eks_gpu.bindings import App
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from eks_gpu.stacks.platform import PlatformStack
from eks_gpu.stacks.workloads import WorkloadsStack
from eks_gpu.templates import for_terraform
from tests.specs import attached, changed
from tests.synthesized import without_notes

CHARTS: list[dict[str, Any]] = [
    {
        "name": name,
        "namespace": namespace,
        "repository": "https://charts.example",
        "chart": name,
        "version": "1.0.0",
        **more,
    }
    for name, namespace, more in (
        ("one", "kube-system", {}),
        ("two", "tools", {"values_files": ["values.yaml"], "values": {"text": '${file("/etc/passwd")}'}}),
        ("three", "default", {"stack": "workloads", "atomic": True, "timeout": "90s"}),
    )
]
FILES = {
    "things.yaml": """
apiVersion: example.com/v1
kind: Thing
metadata: {name: a}
spec: {text: '{{ fail "x" }} ${file("/etc/passwd")}'}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
""",
    "values.yaml": "text: ${path.module}\n",
}
THINGS = {"name": "things", "files": ["things.yaml"], "apply": True, "namespace": "team"}
DECLARATION: dict[str, Any] = {"charts": CHARTS, "manifests": ["only/judged.yaml", THINGS]}


@dataclass(frozen=True)
class Stacks:
    """The Kubernetes stacks of a declaration, on the disk."""

    folder: Path

    def document(self, kind: str) -> dict[str, Any]:
        """The Terraform of a stack."""
        text = (self.folder / "stacks" / f"base-{kind}" / "cdk.tf.json").read_text(encoding="utf-8")
        found: dict[str, Any] = without_notes(json.loads(text))
        return found

    def releases(self, kind: str) -> dict[str, dict[str, Any]]:
        """The releases of a stack, by name."""
        found = self.document(kind)["resource"].get("helm_release", {})
        return {release["name"]: {**release, "address": address} for address, release in found.items()}

    def chart(self, kind: str, name: str) -> Path:
        """Folder of a synthesized chart."""
        return self.folder / "stacks" / f"base-{kind}" / "charts" / name


def synthesized(folder: Path, files: dict[str, str] | None = None, **changes: Any) -> Stacks:
    """The Kubernetes stacks of the declaration above, with other values at some paths."""
    spec = ClusterSpec.model_validate(
        changed({**DECLARATION, **{key.replace("__", "."): changes[key] for key in changes}})
    )
    design = for_terraform(design_cluster(spec, attached(spec, FILES if files is None else files)))
    app = App(outdir=str(folder))
    PlatformStack(app, design)
    WorkloadsStack(app, design)
    app.synth()
    return Stacks(folder)
