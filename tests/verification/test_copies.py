"""Copies of the Kubernetes stacks need nothing of AWS, and lose nothing else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.synthesized import EXAMPLES, KUBERNETES_KINDS, SPECS, stack_names
from tests.terraform.runner import write
from tools.verification.copies import OVERRIDE, STACK, Access, CopyError, override, without_aws, write_copy

if TYPE_CHECKING:
    from tests.synthesized import Synthesized
    from tests.terraform.runner import Document, Terraform

# Their charts bring controllers and node pools, which a throw-away cluster without AWS has no use for.
RELEASES = {"auto-mode-platform", "karpenter-serving-platform", "two-teams-platform", "two-teams-workloads"}
NAMES = tuple(name for name in stack_names(EXAMPLES, KUBERNETES_KINDS) if name not in RELEASES)
WIDER = stack_names(SPECS, KUBERNETES_KINDS)
ACCESS = Access(Path("/somewhere/kubeconfig"), "kind-verify")


@pytest.fixture
def document(name: str, synthesized: Synthesized, wider: Synthesized) -> Document:
    return (synthesized if name in NAMES else wider).stack(name)


@pytest.mark.engine
@pytest.mark.parametrize("name", [*NAMES, *WIDER])
def test_a_copy_needs_no_aws_and_keeps_every_object(document: Document) -> None:
    before = copy.deepcopy(document)
    made = without_aws(document)

    assert document == before
    assert made.keys() <= {"provider", "resource", "terraform", "output"}
    assert made["provider"] == {"kubernetes": [{}]}
    assert made["terraform"].keys() == {"required_providers", "required_version"}
    assert made["terraform"]["required_providers"].keys() == {"kubernetes"}
    assert addresses(made) == addresses(document)
    text = json.dumps(made)
    assert "aws_eks_cluster" not in text
    assert "terraform_remote_state" not in text


def addresses(document: Document) -> set[str]:
    return {f"{kind}.{name}" for kind, named in document.get("resource", {}).items() for name in named}


@pytest.mark.engine
def test_file_systems_get_literals(synthesized: Synthesized) -> None:
    made = without_aws(synthesized.stack("p5-training-workloads"))
    (source,) = (
        body["spec"][0]["persistent_volume_source"]["csi"]
        for body in made["resource"]["kubernetes_persistent_volume_v1"].values()
        if "fsx" in json.dumps(body)
    )

    assert source["volume_handle"] == "fs-0123456789abcdef0"
    assert source["volume_attributes"] == {
        "dnsname": "fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com",
        "mountname": "abcdefgh",
    }


def stack_with(value: str) -> Document:
    body: dict[str, Any] = {"metadata": {"name": value}}
    return {
        "terraform": {"required_providers": {"kubernetes": {}}, "cloud": {}},
        "resource": {"kubernetes_namespace_v1": {"one": body}},
    }


@pytest.mark.parametrize(
    "value",
    [
        "${data.aws_region.here.name}",
        "a-${ephemeral.aws_secret.one.value}",
        "${data.terraform_remote_state.cluster-state.outputs.endpoint}",
        "${base64decode(data.aws_eks_cluster.cluster.certificate_authority[0].data)}",
    ],
)
def test_a_reference_without_a_literal_is_an_error(value: str) -> None:
    with pytest.raises(CopyError, match="there is no literal value for"):
        without_aws(stack_with(value))


@pytest.mark.parametrize("value", ["$${data.aws_region.here.name}", "data.aws_region.here", "${terraform_data.one.id}"])
def test_text_that_only_looks_like_a_reference_stays(value: str) -> None:
    assert value in json.dumps(without_aws(stack_with(value)))


def test_quoted_outputs_are_known_too() -> None:
    value = '${data.terraform_remote_state.cluster-state.outputs["storage-a-id"]}'

    assert "fs-0123456789abcdef0" in json.dumps(without_aws(stack_with(value)))


def test_the_override_names_the_file_and_the_context() -> None:
    assert override(ACCESS)["provider"] == {
        "kubernetes": [{"config_path": "/somewhere/kubeconfig", "config_context": "kind-verify"}]
    }


@pytest.mark.engine
@pytest.mark.terraform
def test_terraform_takes_the_copies(
    synthesized: Synthesized, wider: Synthesized, terraform: Terraform, tmp_path: Path
) -> None:
    """Without the Kubernetes provider, objects and its arguments are local values: every reference is looked at.

    The override is written as it is, so that Terraform merges it; only its provider, which is not here, moves.
    """
    documents = {name: (synthesized if name in NAMES else wider).stack(name) for name in [*NAMES, *WIDER]}
    for name, document in documents.items():
        write_copy(document, tmp_path / name, ACCESS)
        made = _local(json.loads((tmp_path / name / STACK).read_text(encoding="utf-8")))
        settings = json.loads((tmp_path / name / OVERRIDE).read_text(encoding="utf-8"))
        made["locals"]["provider"] |= settings.pop("provider")["kubernetes"][0]
        settings["terraform"].pop("backend")
        write(tmp_path / name / STACK, made)
        write(tmp_path / name / OVERRIDE, settings)
    write(tmp_path / "main.tf.json", {"module": {name: {"source": f"./{name}"} for name in documents}})
    terraform.succeed(tmp_path, "init", "-no-color", "-input=false")

    assert terraform.succeed(tmp_path, "validate", "-json").json["diagnostics"] == []


def _local(made: Document) -> Document:
    """Objects as local values; what refers to Terraform's own triggers keeps them."""
    held = {kind: named for kind, named in made["resource"].items() if kind == "terraform_data"}
    objects = {kind: named for kind, named in made["resource"].items() if kind != "terraform_data"}
    rest = {key: value for key, value in made.items() if key not in {"provider", "resource", "terraform"}}
    required = {"terraform": {"required_version": made["terraform"]["required_version"]}}
    return {**rest, **required, "locals": {"objects": objects, "provider": {}}} | ({"resource": held} if held else {})
