"""AWS resources keep what is Optional and Computed and left out: what is not always written has a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.computed import sometimes
from tests.terraform.provider import attached
from tests.terraform.runner import AWS_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.synthesized import Synthesized
    from tests.terraform.runner import Terraform

pytestmark = pytest.mark.engine
DATA = json.loads(Path(__file__).with_name("optional_computed.json").read_text(encoding="utf-8"))
TYPES: dict[str, list[str]] = DATA["types"]
_ENDPOINT = "by endpoint: gateways have route tables, interfaces the rest; a service is one or the other"
_TEMPLATE = "by device: Bottlerocket's disk for the system keeps the AMI's size, the other one has all three"
# By type and path: why leaving it out, after it was set, does no harm.
SAFE = {
    (
        "aws_eks_addon",
        "configuration_values",
    ): "by add-on; the monitoring agent's outlives the last GPU group and has no node; others: change-addon-kept",
    ("aws_cloudwatch_log_group", "log_group_class"): "only a new cluster takes another class: change-control-plane",
    (
        "aws_eks_cluster",
        "kubernetes_network_config.service_ipv4_cidr",
    ): "of the creation only (change-cluster-replaced); the block also turns Auto Mode's load balancing on and off",
    ("aws_fsx_lustre_file_system", "efa_enabled"): "of the creation only: another value replaces the file system",
    ("aws_eks_access_entry", "kubernetes_groups"): "always written for a team, never for admins and viewers",
    (
        "aws_eks_cluster",
        "vpc_config.public_access_cidrs",
    ): "left out where the public endpoint is off: nobody is let in",
    ("aws_eks_node_group", "ami_type"): "left out for an AMI of one's own: a trigger replaces the node group",
    ("aws_eks_node_group", "version"): "left out for an AMI of one's own: a trigger replaces the node group",
    (
        "aws_eks_node_group",
        "instance_types",
    ): "left out for a Capacity Block: its capacity type replaces the node group",
    (
        "aws_eks_node_group",
        "release_version",
    ): "a group that is no longer pinned stays where it is until the next minor",
    ("aws_fsx_lustre_file_system", "automatic_backup_retention_days"): "left out for scratch: change-storage-replaced",
    ("aws_launch_template", "block_device_mappings.ebs.iops"): _TEMPLATE,
    ("aws_launch_template", "block_device_mappings.ebs.throughput"): _TEMPLATE,
    ("aws_launch_template", "block_device_mappings.ebs.volume_size"): _TEMPLATE,
    (
        "aws_placement_group",
        "partition_count",
    ): "only of the strategy `partition`, and another strategy replaces the group",
    ("aws_security_group", "name"): "by construct: each has a name or a prefix",
    ("aws_security_group", "name_prefix"): "by construct: each has a name or a prefix",
    ("aws_subnet", "availability_zone"): "zones by name or by id: another address, so another subnet",
    ("aws_subnet", "availability_zone_id"): "zones by name or by id: another address, so another subnet",
    ("aws_vpc_endpoint", "private_dns_enabled"): _ENDPOINT,
    ("aws_vpc_endpoint", "route_table_ids"): _ENDPOINT,
    ("aws_vpc_endpoint", "security_group_ids"): _ENDPOINT,
    ("aws_vpc_endpoint", "subnet_ids"): _ENDPOINT,
}


def test_each_has_a_reason(synthesized: Synthesized, wider: Synthesized) -> None:
    stacks = [one.stack(name).get("resource", {}) for one in (synthesized, wider) for name in one.names()]
    made = {kind for stack in stacks for kind in stack if kind.startswith("aws_")}

    assert made == set(TYPES)
    assert sometimes(stacks, lambda kind: TYPES.get(kind, [])) == set(SAFE)
    assert all(SAFE.values())


@pytest.mark.terraform
def test_the_provider_says_the_same(terraform: Terraform, tmp_path: Path) -> None:
    with attached(terraform) as quick:
        folder = quick.prepare({"terraform": {}}, tmp_path / "schema")
        schemas = quick.succeed(folder, "providers", "schema", "-json").json["provider_schemas"]
    (provider,) = schemas.values()

    assert AWS_VERSION in DATA["source"]
    assert {kind: sorted(_computed(provider["resource_schemas"][kind]["block"])) for kind in TYPES} == TYPES


def _computed(block: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, row in block.get("attributes", {}).items():
        if row.get("optional") and row.get("computed"):
            yield f"{path}{name}"
    for name, row in block.get("block_types", {}).items():
        yield from _computed(row["block"], f"{path}{name}.")
