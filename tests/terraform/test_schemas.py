"""The provider without foreign kinds: what is left out is missed loudly, and what is used is as the provider has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.terraform.provider import attached
from tests.terraform.runner import OVERRIDE, write
from tests.terraform.schemas import services, without_foreign

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.runner import Terraform

# A schema longer than one byte can say, so that lengths of two bytes are read too.
BLOCK = b"\x12" + bytes([0x80 | 0x48, 0x03]) + b"x" * 456


def entry(field: int, key: str) -> bytes:
    """An entry of a map by kind, as protocol buffers have it."""
    content = b"\n" + bytes([len(key)]) + key.encode() + BLOCK
    return bytes([field << 3 | 2, len(content) & 127 | 128, len(content) >> 7]) + content


def test_only_kinds_of_other_services_are_left_out() -> None:
    # The provider's own schema, a resource, a data source, a function, a number.
    own, function, number = b"\x0a\x02\x12\x00", entry(6, "arn_build"), b"\x28\x01"
    ours = [own, entry(2, "aws_vpc"), entry(3, "aws_vpc_endpoint"), function, number]
    foreign = [entry(2, "aws_quicksight_dashboard"), entry(3, "aws_vpclattice_service")]
    shuffled = [ours[0], foreign[0], *ours[1:3], foreign[1], *ours[3:]]

    assert without_foreign(b"".join(shuffled), frozenset({"vpc"})) == b"".join(ours)
    assert without_foreign(b"".join(shuffled), frozenset({"vpc", "quicksight", "vpclattice"})) == b"".join(shuffled)


def test_services_are_those_of_the_bindings_and_of_the_bootstraps() -> None:
    assert {"eks", "iam", "vpc", "s3"} <= services()
    assert not {"quicksight", "wafv2", ""} & services()


@pytest.mark.terraform
def test_a_kind_that_is_left_out_is_an_error(terraform: Terraform, tmp_path: Path) -> None:
    kinds = {"aws_vpc": {"ours": {"cidr_block": "10.0.0.0/16"}}, "aws_wafv2_ip_set": {"foreign": {"name": "a"}}}
    write(tmp_path / "main.tf.json", OVERRIDE | {"resource": kinds})
    with attached(terraform) as quick:
        quick.succeed(tmp_path, "init", "-no-color", "-input=false")
        said = [one["detail"] for one in quick.run(tmp_path, "validate", "-json").json["diagnostics"]]

    assert said == ['The provider hashicorp/aws does not support resource type "aws_wafv2_ip_set".']
