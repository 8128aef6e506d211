"""Answers of kubectl; every question goes to the one named context."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import EXAMPLES, KUBERNETES_KINDS, SPECS, stack_names
from tests.verification.conftest import document, object_
from tools.verification.cluster import KINDS, Kubectl, KubectlError, Node, Object, created, existing
from tools.verification.copies import Access

if TYPE_CHECKING:
    from pathlib import Path

    from tests.synthesized import Synthesized


@pytest.mark.process
def test_a_cluster_is_read(kubectl: Kubectl, answers: Path) -> None:
    found = kubectl.cluster()

    assert (found.context, found.server) == ("kind-verify", "https://127.0.0.1:40123")
    assert found.nodes == (
        Node("verify-control-plane", "kind://docker/verify/verify-control-plane", {"kubernetes.io/os": "linux"}),
    )
    assert found.namespaces == ("default", "kube-system")
    assert set(found.workloads) == {
        Object("deployments", "kube-system", "coredns"),
        Object("pods", "kube-system", "coredns-a"),
    }
    asked = (answers / "asked.log").read_text(encoding="utf-8").splitlines()
    assert all(f"--kubeconfig {kubectl.access.kubeconfig} --context kind-verify " in line for line in asked)


@pytest.mark.process
def test_another_context_is_an_error_in_the_words_of_kubectl(kubectl: Kubectl) -> None:
    other = replace(kubectl, access=Access(kubectl.access.kubeconfig, "production"))

    with pytest.raises(KubectlError, match='context "production" does not exist'):
        other.cluster()


@pytest.mark.process
def test_objects_that_exist_are_found(kubectl: Kubectl, answers: Path) -> None:
    there = [object_("PriorityClass", "batch"), object_("PriorityClass", "system-node-critical")]
    (answers / "priorityclasses.json").write_text(json.dumps(there), encoding="utf-8")
    wanted = {Object("priorityclasses", "", "batch"), Object("deployments", "team", "coredns")}

    assert existing(kubectl, wanted) == [Object("priorityclasses", "", "batch")]
    assert existing(kubectl, set()) == []


@pytest.mark.parametrize(
    ("kind", "plural"),
    [
        ("NetworkPolicy", "networkpolicies"),
        ("StorageClass", "storageclasses"),
        ("HorizontalPodAutoscaler", "horizontalpodautoscalers"),
    ],
)
@pytest.mark.process
def test_kinds_are_named_as_the_stacks_name_them(kind: str, plural: str, kubectl: Kubectl, answers: Path) -> None:
    (answers / "pods.json").write_text(json.dumps([object_(kind, "one")]), encoding="utf-8")

    assert kubectl.objects("pods") == [Object(plural, "", "one")]


def test_names_of_declared_objects() -> None:
    stack = document(team_train={"metadata": {"name": "train", "namespace": "team"}}, b={"metadata": {"name": "b"}})
    stack["resource"] |= {
        "kubernetes_namespace_v1": {"one": {"metadata": [{"name": "team"}]}},
        "terraform_data": {"held": {"input": "a"}},
    }

    assert created([stack]) == {
        Object("deployments", "team", "train"),
        Object("deployments", "default", "b"),
        Object("namespaces", "", "team"),
    }


@pytest.mark.engine
@pytest.mark.parametrize("name", stack_names([*EXAMPLES, *SPECS], KUBERNETES_KINDS))
def test_every_type_of_object_is_looked_for(name: str, synthesized: Synthesized, wider: Synthesized) -> None:
    """One that is missing in the table would never count as in the way, nor as left behind."""
    home = synthesized if name in synthesized.names() else wider
    # A release is not an object of Kubernetes.
    others = {"helm_release", "terraform_data"}
    resources = {kind: named for kind, named in home.stack(name).get("resource", {}).items() if kind not in others}

    assert set(resources) <= set(KINDS)
    objects = created([home.stack(name)])
    assert len(objects) == sum(map(len, resources.values()))
