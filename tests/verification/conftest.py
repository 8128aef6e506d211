from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools.verification.applying import Place
from tools.verification.cluster import Kubectl
from tools.verification.copies import Access
from tools.verification.terraform import Terraform

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


def executable(path: Path, script: Path) -> Path:
    """A program of this name that runs our script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Callable[..., Place]:
    """Makes a place whose terraform has these faults."""

    def make(**faults: str) -> Place:
        binary = executable(tmp_path / "bin" / "terraform", HERE / "fake_terraform.py")
        environment = {**os.environ, "FAULTS": json.dumps(faults)}
        access = Access(tmp_path / "kubeconfig", "kind-verify")
        return Place(Terraform(str(binary), environment), access, tmp_path / "stacks")

    return make


def document(**objects: Any) -> dict[str, Any]:
    """A stack with a deployment for each name, its body as given."""
    return {
        "terraform": {"required_providers": {"kubernetes": {"source": "kubernetes", "version": "2.38.0"}}},
        "provider": {"kubernetes": [{"host": "${data.aws_eks_cluster.cluster.endpoint}"}]},
        "resource": {"kubernetes_deployment_v1": {name.replace("__", "-"): body for name, body in objects.items()}},
    }


def object_(kind: str, name: str, namespace: str = "", **more: Any) -> dict[str, Any]:
    """An object as `kubectl get -o json` shows it."""
    space = {"namespace": namespace} if namespace else {}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, **space}} | more


# A cluster of kind, one node, as `kubectl get` shows it, shortened.
NODE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {"name": "verify-control-plane", "labels": {"kubernetes.io/os": "linux"}},
    "spec": {"providerID": "kind://docker/verify/verify-control-plane"},
}
ANSWERS: dict[str, Any] = {
    "config": {
        "kind": "Config",
        "clusters": [{"name": "kind-verify", "cluster": {"server": "https://127.0.0.1:40123"}}],
        "current-context": "kind-verify",
    },
    "nodes": [NODE],
    "namespaces": [object_("Namespace", name) for name in ("default", "kube-system")],
    "deployments": [object_("Deployment", "coredns", "kube-system")],
    "pods": [object_("Pod", "coredns-a", "kube-system")],
    "priorityclasses": [object_("PriorityClass", "system-node-critical")],
}


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that kubectl answers from; a test may write other answers into it."""
    folder = tmp_path / "answers"
    folder.mkdir()
    for name, answer in ANSWERS.items():
        (folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
    monkeypatch.setenv("ANSWERS", str(folder))
    return folder


@pytest.fixture
def kubectl(tmp_path: Path, answers: Path) -> Kubectl:
    binary = executable(tmp_path / "bin" / "kubectl", HERE / "fake_kubectl.py")
    assert answers.is_dir()
    return Kubectl(str(binary), Access(tmp_path / "kubeconfig", "kind-verify"))
