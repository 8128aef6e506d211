"""Both engines write the same Terraform, but for the documented differences."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.engines import second
from tests.engines.differences import DOCUMENTED, PROVIDERS, Difference, differences
from tests.synthesized import AWS_KINDS, ROOT, Synthesized, addresses
from tests.terraform.runner import for_provider
from tests.terraform.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.conftest import Pair
    from tests.terraform.runner import Terraform

pytestmark = pytest.mark.engine


def test_only_documented_differences(pairs: list[Pair]) -> None:
    found = {difference for pair in pairs for difference in differences(pair.cdktf, pair.cdktn)}
    assert found == set(DOCUMENTED)


def test_the_list_does_not_grow() -> None:
    """Another difference is one more thing that a plan of a running cluster may show: is there no other way?"""
    assert len(DOCUMENTED) <= 7


def test_every_difference_is_in_the_decision() -> None:
    text = (ROOT / "docs" / "decisions" / "0024-two-engines.md").read_text(encoding="utf-8")
    for difference in DOCUMENTED:
        assert f"| `{difference.path}` | `{difference.cdktf}` | `{difference.cdktn}` |" in text


def test_addresses_are_the_same(pairs: list[Pair]) -> None:
    """From the state's point of view nothing moves."""
    assert len(pairs) > 80
    for pair in pairs:
        assert addresses(pair.cdktf) == addresses(pair.cdktn), pair.name


def test_newer_fields_are_the_same_as_argument_and_as_override(pairs: list[Pair]) -> None:
    """An argument that the class does not have would have ended the synthesis."""
    (pair,) = [pair for pair in pairs if pair.name == "warm-pool-cluster"]
    for stack in (pair.cdktf, pair.cdktn):
        group = stack["resource"]["aws_eks_node_group"]["gpu-gpu_us-west-2a"]
        assert group["update_config"]["update_strategy"] == "MINIMAL"
        assert group["warm_pool_config"] == {
            "min_size": 1,
            "max_group_prepared_capacity": 2,
            "pool_state": "STOPPED",
            "reuse_on_scale_in": True,
        }
        assert stack["terraform"]["required_providers"]["aws"]["version"] == "6.69.1"


def test_a_difference_is_found() -> None:
    """The comparison would prove nothing if it overlooked one."""
    one = {"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16", "tags": [1, 2], "x": {"y": 1}}}}}
    other = {"resource": {"aws_vpc": {"a": {"cidr_block": "10.1.0.0/16", "tags": [1, 2, 3], "x": [{"y": 1}]}, "b": {}}}}
    assert list(differences(one, other)) == [
        Difference("resource.aws_vpc.*.cidr_block", '"10.0.0.0/16"', '"10.1.0.0/16"'),
        Difference("resource.aws_vpc.*.tags", "[1, 2]", "[1, 2, 3]"),
        Difference("resource.aws_vpc.*.x", "{…}", "[{…}]"),
        Difference("resource.aws_vpc.*", "nothing", "{}"),
    ]


@pytest.mark.terraform
def test_the_provider_takes_every_aws_stack(
    pairs: list[Pair], terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Only the bindings prove the block of a warm pool: no provider of this age has it.
    named = [pair for pair in pairs if pair.name.endswith(AWS_KINDS) and pair.name != "warm-pool-cluster"]
    stacks = {pair.name: for_provider(pair.cdktn) for pair in named}
    assert len(stacks) > 40
    said = validate(terraform, tmp_path_factory.mktemp("cdktn"), stacks)
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_the_app_is_the_same_lean_and_eager(pairs: list[Pair], tmp_path: Path) -> None:
    """`main.py` leaves out checks of arguments; eager bindings load every module in node."""
    for name, eager in (("lean", "0"), ("eager", "1")):
        outdir = tmp_path / name
        settings = {"CDKTF_OUTDIR": str(outdir), "EKS_GPU_CLUSTERS": "quickstart", "EKS_GPU_EAGER_BINDINGS": eager}
        second.run(str(ROOT / "main.py"), **settings)
        written = Synthesized(outdir)
        expected = {pair.name: pair.cdktn for pair in pairs if pair.name.startswith("quickstart-")}
        assert {stack: written.stack(stack) for stack in written.names()} == expected


def test_the_library_is_the_same(tmp_path: Path) -> None:
    """A team's own app, with jsii's checks of every argument on the second engine."""
    example = str(ROOT / "examples" / "library" / "main.py")
    second.run(example, CDKTF_OUTDIR=str(tmp_path / "cdktn"))
    command = [sys.executable, "-W", "ignore", example]
    settings = {"PYTHONPATH": str(ROOT / "constructs"), "CDKTF_OUTDIR": str(tmp_path / "cdktf")}
    settings |= {"EKS_GPU_LEAN_BINDINGS": "1"}
    subprocess.run(command, env=os.environ | settings, check=True, capture_output=True)
    one, other = (Synthesized(tmp_path / name).stack("gpu") for name in ("cdktf", "cdktn"))
    assert set(differences(one, other)) == set(PROVIDERS)
