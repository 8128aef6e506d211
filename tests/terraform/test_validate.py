"""The real provider takes every AWS stack as it is, and refuses what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.synthesized import EXAMPLES, SPECS, stack_names
from tests.terraform.runner import TOO_NEW, for_provider, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.synthesized import Synthesized
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]


def diagnostics(terraform: Terraform, folder: Path) -> list[str]:
    """What `terraform validate` has to say, warnings included."""
    answer = terraform.run(folder, "validate", "-json").json
    return [f"{item['severity']}: {item['summary']}: {item.get('detail', '')}" for item in answer["diagnostics"]]


# The other examples are applied in tests/localaws, which proves more; of this one the file system is not.
NAMED = ("quickstart-network", "quickstart-cluster", "noble-gpu-network", "noble-gpu-cluster", "p5-training-cluster")
# Networks of the others are of these forms too.
NETWORKS = tuple(path for path in SPECS if path.stem in {"rocket", "s3-state"})


@pytest.mark.parametrize("name", NAMED)
def test_examples_are_valid(name: str, synthesized: Synthesized, terraform: Terraform, tmp_path: Path) -> None:
    folder = terraform.prepare(synthesized.stack(name), tmp_path / name)
    assert diagnostics(terraform, folder) == []


@pytest.mark.parametrize("name", [*stack_names(SPECS, ("cluster",)), *stack_names(NETWORKS, ("network",))])
def test_wider_declarations_are_valid(name: str, wider: Synthesized, terraform: Terraform, tmp_path: Path) -> None:
    folder = terraform.prepare(wider.stack(name), tmp_path / name)
    assert diagnostics(terraform, folder) == []


def test_the_lists_of_stacks_are_complete(synthesized: Synthesized, wider: Synthesized) -> None:
    """A stack that no test names would be proven by nothing."""
    for found, files in ((synthesized, EXAMPLES), (wider, SPECS)):
        assert found.names() == stack_names(files)


def paths(fields: dict[str, Any]) -> set[str]:
    """Fields, and those of blocks within."""
    inner = {f"{name}.{path}" for name, value in fields.items() if isinstance(value, dict) for path in paths(value)}
    return set(fields) | inner


def test_what_the_provider_is_too_old_for_is_known(synthesized: Synthesized) -> None:
    """What is taken away is proven by nothing but the bindings, so it must not grow unseen."""
    document = synthesized.stack("p4d-reserved-cluster")
    older = for_provider(document)
    gone = {
        (kind, field)
        for kind, named in document["resource"].items()
        for name, fields in named.items()
        for field in paths(fields) - paths(older["resource"][kind][name])
    }
    assert gone == {("aws_eks_cluster", "deletion_protection"), ("aws_eks_node_group", "update_config.update_strategy")}
    assert gone == {(kind, field) for kind, fields in TOO_NEW.items() for field in fields}


# What the provider checks by itself: a value, a form, a size, a name, a reference. Terraform does not look at what
# depends on a resource with an error, so mistakes that are made together must not depend on one another.
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
def sound(synthesized: Synthesized, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound stack to make mistakes in."""
    return terraform.prepare(synthesized.stack("quickstart-cluster"), tmp_path_factory.mktemp("mistakes") / "stack")


@pytest.mark.parametrize("mistakes", MISTAKES)
def test_a_mistake_is_found(mistakes: str, synthesized: Synthesized, terraform: Terraform, sound: Path) -> None:
    document = for_provider(synthesized.stack("quickstart-cluster"))
    for kind, name, change, _ in MISTAKES[mistakes]:
        document["resource"][kind][name].update(change)
    write(sound / "cdk.tf.json", document)
    found = diagnostics(terraform, sound)
    assert len(found) == len(MISTAKES[mistakes]), found
    for *_, says in MISTAKES[mistakes]:
        assert any(text.startswith("error") and says in text for text in found), found
