"""How the stacks of Kubernetes objects reach the cluster, checked without the Kubernetes provider.

Terraform validates the AWS half, and the arguments of the Kubernetes provider as local values: references, functions
and ephemeral values are looked at as they would be in the provider's block. The objects are proven elsewhere.
"""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.terraform.validation import validate

if TYPE_CHECKING:
    from tests.synthesized import Synthesized
    from tests.terraform.runner import Document, Terraform

pytestmark = pytest.mark.engine
TOKENS = {"quickstart": "ephemeral", "noble-gpu": "ephemeral", "byo-vpc": "exec", "rocket": "data"}
REFERENCE = re.compile(r"\b(?:data|ephemeral|local|module|var|kubernetes_\w+|aws_\w+)\.[A-Za-z0-9_.\[\]-]+")
STACKS = [f"{cluster}-{kind}" for cluster in TOKENS for kind in ("platform", "workloads")]


def at_home(name: str, synthesized: Synthesized, wider: Synthesized) -> Synthesized:
    """The synthesis that contains a stack."""
    return synthesized if name in synthesized.names() else wider


@pytest.fixture
def document(name: str, synthesized: Synthesized, wider: Synthesized) -> Document:
    return at_home(name, synthesized, wider).stack(name)


def kubernetes_provider(document: Document) -> dict[str, Any]:
    (settings,) = document["provider"]["kubernetes"]
    found: dict[str, Any] = settings
    return found


@pytest.mark.parametrize("name", STACKS)
def test_terraform_is_new_enough(document: Document) -> None:
    """Ephemeral resources came with 1.10."""
    assert document["terraform"]["required_version"] == ">= 1.10.0"


@pytest.mark.parametrize("name", STACKS)
def test_the_provider_rests_on_nothing_that_is_unknown_at_plan(document: Document) -> None:
    """With a reference to a resource, Terraform would plan against localhost."""
    references = REFERENCE.findall(json.dumps(kubernetes_provider(document)))
    assert references
    assert {reference.split(".")[0] for reference in references} <= {"data", "ephemeral"}
    declared = {
        f"{block}.{kind}.{name}"
        for block in ("data", "ephemeral")
        for kind, named in document.get(block, {}).items()
        for name in named
    }
    assert {".".join(reference.split(".")[:3]) for reference in references} == declared


@pytest.mark.parametrize("name", STACKS)
def test_no_aws_resource_is_here(document: Document) -> None:
    """So that the cluster is never in the state of what runs on it."""
    # Triggers are Terraform's own.
    own = ("kubernetes_", "terraform_data")
    assert [kind for kind in document.get("resource", {}) if not kind.startswith(own)] == []


@pytest.mark.parametrize("name", STACKS)
def test_the_token_comes_from_where_it_should(name: str, document: Document) -> None:
    settings, cluster = kubernetes_provider(document), name.rsplit("-", 1)[0]
    kind = TOKENS[cluster]
    assert document.get("ephemeral", {}) == (
        {"aws_eks_cluster_auth": {"cluster": {"name": cluster}}} if kind == "ephemeral" else {}
    )
    assert ("aws_eks_cluster_auth" in document["data"]) == (kind == "data")
    assert ("exec" in settings) == (kind == "exec")
    assert (
        settings.get("token", "")
        == {
            "ephemeral": "${ephemeral.aws_eks_cluster_auth.cluster.token}",
            "data": "${data.aws_eks_cluster_auth.token.token}",
            "exec": "",
        }[kind]
    )


def aws_half(document: Document) -> Document:
    half = {key: value for key, value in document.items() if key != "resource"}
    del half["terraform"]["required_providers"]["kubernetes"]
    half["locals"] = {"kubernetes": half["provider"].pop("kubernetes")}
    return half


WRONG = "wrong"


@pytest.fixture(scope="module")
def said(
    synthesized: Synthesized, wider: Synthesized, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Terraform's diagnostics of the AWS half of each stack, and of a stack with a wrong reference."""
    halves = {name: aws_half(at_home(name, synthesized, wider).stack(name)) for name in STACKS}
    halves[WRONG] = copy.deepcopy(halves["noble-gpu-platform"])
    halves[WRONG]["locals"]["kubernetes"][0] |= {"host": "${data.aws_eks_cluster.cluster.address}"}
    return validate(terraform, tmp_path_factory.mktemp("halves"), halves)


@pytest.mark.terraform
@pytest.mark.parametrize("name", STACKS)
def test_the_aws_half_is_valid(name: str, said: dict[str, list[str]]) -> None:
    assert said[name] == []


@pytest.mark.terraform
def test_a_wrong_reference_is_found(said: dict[str, list[str]]) -> None:
    """Local values would prove nothing if terraform did not look into them."""
    assert any("address" in text for text in said[WRONG])
