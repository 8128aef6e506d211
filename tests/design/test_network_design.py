"""Address blocks and zones: what can never change once it is applied."""

from __future__ import annotations

import ipaddress
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.design import design_cluster
from eks_gpu.design.network import PRIVATE_ENDPOINTS, NetworkDesign, design_network, is_zone_id
from eks_gpu.spec import ClusterSpec, CreatedNetworkSpec, ExistingNetworkSpec
from tests.specs import BASE

ZONES = tuple(f"us-west-2{letter}" for letter in "abcdef")


def created(**fields: Any) -> NetworkDesign:
    return design_network(CreatedNetworkSpec(**{"zones": ZONES[:2], **fields}))


def blocks(design: NetworkDesign) -> list[tuple[str, str | None]]:
    return [
        (zone.private.cidr if zone.private else "", zone.public.cidr if zone.public else None) for zone in design.zones
    ]


def test_the_blocks_of_a_zone_follow_from_its_place() -> None:
    assert blocks(created(zones=ZONES)) == [
        ("10.0.0.0/19", "10.0.192.0/22"),
        ("10.0.32.0/19", "10.0.196.0/22"),
        ("10.0.64.0/19", "10.0.200.0/22"),
        ("10.0.96.0/19", "10.0.204.0/22"),
        ("10.0.128.0/19", "10.0.208.0/22"),
        ("10.0.160.0/19", "10.0.212.0/22"),
    ]


@given(st.integers(2, 5), st.sampled_from(["10.0.0.0/16", "100.64.0.0/18", "192.168.4.0/22"]))
def test_appending_zones_moves_nobody(count: int, cidr: str) -> None:
    before, after = created(zones=ZONES[:count], cidr=cidr), created(zones=ZONES[: count + 1], cidr=cidr)

    assert after.zones[:count] == before.zones
    assert after.control_plane_zones == before.control_plane_zones == ZONES[:2]


@pytest.mark.parametrize("length", range(16, 23))
def test_blocks_never_overlap_and_fit_aws(length: int) -> None:
    cidr = f"10.0.0.0/{length}"
    all_blocks = [
        ipaddress.ip_network(block) for pair in blocks(created(zones=ZONES, cidr=cidr)) for block in pair if block
    ]

    assert all(not one.overlaps(other) for one, other in combinations(all_blocks, 2))
    assert all(block.subnet_of(ipaddress.ip_network(cidr)) and block.prefixlen <= 28 for block in all_blocks)  # type: ignore[arg-type] # both are IPv4


@given(st.integers(0, 32), st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_a_block_of_any_size_is_designed(length: int, count: int, address: int) -> None:
    """The rule that refuses it can speak only if the design does not fail first."""
    cidr = str(ipaddress.ip_network((address, length), strict=False))
    design = created(zones=ZONES[:count], cidr=cidr)

    assert design.cidr == cidr
    assert all(zone.private and zone.private.addresses > 0 for zone in design.zones)
    assert all(zone.public and zone.public.addresses > 0 for zone in design.zones)


def test_aws_keeps_five_addresses_of_a_subnet() -> None:
    subnet = created().zones[0].private
    assert subnet is not None
    assert subnet.addresses == 2**13 - 5


@pytest.mark.parametrize(("nat", "zones"), [("single", ZONES[:1]), ("per-zone", ZONES[:2]), ("none", ())])
def test_nat(nat: str, zones: tuple[str, ...]) -> None:
    design = created(nat=nat)

    assert design.nat_zones == zones
    assert all((zone.public is not None) == bool(zones) for zone in design.zones)


def test_endpoints() -> None:
    assert created().gateway_endpoints == ("s3",)
    assert created().interface_endpoints == ()
    assert created(endpoints=["private"]).gateway_endpoints == ("s3",)
    assert created(endpoints=["private"]).interface_endpoints == PRIVATE_ENDPOINTS
    assert created(endpoints=["sts", "ec2"]).interface_endpoints == ("ec2", "sts")
    assert created(endpoints=["sts"]).gateway_endpoints == ()


@pytest.mark.parametrize(("kind", "more"), [("karpenter", {"sqs"}), ("auto-mode", set())])
def test_a_private_network_reaches_what_the_provisioner_calls(kind: str, more: set[str]) -> None:
    """Karpenter reads its queue of interruptions through the VPC; Auto Mode's controller is not in it."""
    network = {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}
    design = design_cluster(ClusterSpec.model_validate(BASE | {"network": network, "provisioner": kind}))

    assert set(design.network.interface_endpoints) - set(PRIVATE_ENDPOINTS) == more
    assert list(design.network.interface_endpoints) == sorted(design.network.interface_endpoints)


def test_an_existing_network_is_taken_as_it_is() -> None:
    subnets = {
        "usw2-az1": "subnet-00000001",
        "us-west-2b": "subnet-00000002",
        "us-west-2c": "subnet-00000003",
    }
    design = design_network(ExistingNetworkSpec(vpc_id="vpc-0a1b2c3d", private_subnets=subnets))

    assert not design.is_created
    assert {zone.zone: zone.subnet_id for zone in design.zones} == subnets
    assert design.control_plane_zones == ("usw2-az1", "us-west-2b")
    assert [zone.is_id for zone in design.zones] == [True, False, False]
    assert design.nat_zones == design.interface_endpoints == design.gateway_endpoints == ()


@pytest.mark.parametrize(("zone", "is_id"), [("us-west-2a", False), ("usw2-az1", True), ("use1-az12", True)])
def test_zone_ids_end_in_a_digit(zone: str, is_id: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_zone_id(zone) is is_id
