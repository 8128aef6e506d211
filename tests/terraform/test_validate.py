"""The real provider takes every AWS stack as it is, and refuses what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.synthesized import AWS_KINDS, EXAMPLES, SPECS, stack_names
from tests.terraform.runner import NEWER_VALUES, TOO_NEW, for_provider
from tests.terraform.validation import validate

if TYPE_CHECKING:
    from tests.synthesized import Synthesized
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]


Said = dict[str, list[str]]
NAMED, WIDER = stack_names(EXAMPLES, AWS_KINDS), stack_names(SPECS, AWS_KINDS)


@pytest.fixture(scope="module")
def said(
    synthesized: Synthesized, wider: Synthesized, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> Said:
    """Terraform's diagnostics of every stack."""
    stacks = {name: synthesized.stack(name) for name in NAMED} | {name: wider.stack(name) for name in WIDER}
    documents = {name: for_provider(stack) for name, stack in stacks.items()}
    return validate(terraform, tmp_path_factory.mktemp("stacks"), documents)


@pytest.mark.parametrize("name", [*NAMED, *WIDER])
def test_stacks_are_valid(name: str, said: Said) -> None:
    assert said[name] == []


def test_the_lists_of_stacks_are_complete(synthesized: Synthesized, wider: Synthesized) -> None:
    """A stack that no test names would be proven by nothing."""
    for found, files in ((synthesized, EXAMPLES), (wider, SPECS)):
        assert found.names() == stack_names(files)


def paths(fields: dict[str, Any]) -> set[str]:
    """Fields, and those of blocks within."""
    inner = {f"{name}.{path}" for name, value in fields.items() if isinstance(value, dict) for path in paths(value)}
    return set(fields) | inner


def test_fields_newer_than_the_provider_are_listed(synthesized: Synthesized, wider: Synthesized) -> None:
    """Only the bindings prove the removed attributes, so their number must not grow unseen."""
    documents = (synthesized.stack("p4d-reserved-cluster"), wider.stack("company-cluster"))
    gone = {
        (kind, field)
        for document in documents
        for kind, named in document["resource"].items()
        for name, fields in named.items()
        for field in paths(fields) - paths(for_provider(document)["resource"][kind][name])
    } - {("aws_eks_cluster", "control_plane_scaling_config.tier")}
    assert gone == {
        ("aws_eks_cluster", "control_plane_scaling_config"),
        ("aws_eks_cluster", "deletion_protection"),
        ("aws_eks_node_group", "update_config.update_strategy"),
    }
    assert gone == {(kind, field) for kind, fields in TOO_NEW.items() for field in fields}


def test_values_newer_than_the_provider_are_used(wider: Synthesized) -> None:
    """A row that no stack needs would hide a value that the provider refuses."""
    used = wider.stack("inherited-cluster")["resource"]["aws_eks_node_group"].values()
    (newer,) = (values["ami_type"] for values in NEWER_VALUES.values())

    assert {one["ami_type"] for one in used} & newer.keys() == {"BOTTLEROCKET_x86_64_NVIDIA_FIPS"}


# Mistakes that the provider finds by itself: a value, a format, a size, a name, a reference. Terraform does not look at
# what depends on a resource with an error, so mistakes that are made together must not depend on one another.
Mistake = tuple[str, str, dict[str, Any], str]
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "nodes": (
        ("aws_eks_node_group", "system_nodes", {"ami_type": "AL2023_x86_64_GPU"}, "AL2023_x86_64_GPU"),
        (
            "aws_eks_node_group",
            "gpu-gpu_us-west-2a",
            {"taint": [{"key": "a", "value": "b", "effect": "NoSchedule"}]},
            "NO_SCHEDULE",
        ),
        (
            "aws_eks_node_group",
            "gpu-gpu_us-west-2b",
            {"scaling_config": {"min_size": 0, "desired_size": 0, "max_size": 0}},
            "max_size",
        ),
    ),
    "foundations": (
        ("aws_cloudwatch_log_group", "eks_log-group", {"retention_in_days": 31}, "retention_in_days"),
        ("aws_iam_role", "eks_control-plane_role", {"assume_role_policy": "{"}, "invalid JSON"),
        ("aws_kms_key", "eks_secrets-key", {"rotate": True}, "rotate"),
    ),
    "too-new": (("aws_eks_cluster", "eks_cluster", {"deletion_protection": True}, "deletion_protection"),),
    "nowhere": (("aws_kms_alias", "eks_secrets-key-alias", {"target_key_id": "${aws_kms_key.no.id}"}, "undeclared"),),
}


@pytest.fixture(scope="module")
def said_of_mistakes(synthesized: Synthesized, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """Terraform's diagnostics of a valid stack with added mistakes."""
    mistaken = {}
    for name, mistakes in MISTAKES.items():
        mistaken[name] = for_provider(synthesized.stack("quickstart-cluster"))
        for kind, resource, change, _ in mistakes:
            mistaken[name]["resource"][kind][resource].update(change)
    return validate(terraform, tmp_path_factory.mktemp("mistakes"), mistaken)


@pytest.mark.parametrize("mistakes", MISTAKES)
def test_a_mistake_is_found(mistakes: str, said_of_mistakes: Said) -> None:
    found = said_of_mistakes[mistakes]
    assert len(found) == len(MISTAKES[mistakes]), found
    for *_, says in MISTAKES[mistakes]:
        assert any(text.startswith("error") and says in text for text in found), found
