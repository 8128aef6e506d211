"""Regions and zones, and what they offer."""

from __future__ import annotations

import pytest

from eks_gpu import catalog


def test_thirty_regions_are_recorded() -> None:
    assert len(catalog.regions()) == 30
    assert {"us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1"} <= set(catalog.regions())


def test_regions_without_records_are_known_by_name() -> None:
    """A message can say that nothing is known of them, not that they do not exist."""
    assert {"ap-southeast-7", "mx-central-1"} <= set(catalog.unrecorded_regions())
    assert not set(catalog.unrecorded_regions()) & set(catalog.regions())


def test_zones_have_names_and_ids() -> None:
    assert catalog.zones_in("us-west-2") == ("us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d")
    assert catalog.zone_ids_in("us-west-2") == ("usw2-az1", "usw2-az2", "usw2-az3", "usw2-az4")


def test_a_type_offered_in_some_zones() -> None:
    assert catalog.zones_offering("g5.xlarge", "us-west-2") == {"us-west-2a", "us-west-2b", "us-west-2c"}
    assert catalog.zone_ids_offering("g5.xlarge", "us-west-2") == {"usw2-az1", "usw2-az2", "usw2-az3"}


def test_a_type_offered_in_all_zones() -> None:
    assert catalog.zones_offering("g5.xlarge", "us-east-2") == set(catalog.zones_in("us-east-2"))
    assert catalog.zone_ids_offering("g5.xlarge", "us-east-2") == set(catalog.zone_ids_in("us-east-2"))


@pytest.mark.parametrize("region", ["ca-west-1", "me-south-1"])
def test_a_usual_system_type_is_missing_in_some_regions(region: str) -> None:
    assert catalog.zones_offering("m7i.large", region) == frozenset()
    assert region not in catalog.regions_offering("m7i.large")


def test_p5_is_offered_where_no_control_plane_may_be() -> None:
    assert "use1-az3" in catalog.zone_ids_offering("p5.48xlarge", "us-east-1")
    assert catalog.zone_ids_without_control_plane() == {"cac1-az3", "use1-az3", "usw1-az2"}


def test_a_refused_zone_has_a_name_where_the_recorded_account_sees_it() -> None:
    assert catalog.zone_names_without_control_plane() == {"us-east-1e"}
    seen = {zone for region in catalog.regions() for zone in catalog.zone_ids_in(region)}
    assert seen & catalog.zone_ids_without_control_plane() == {"use1-az3"}


@pytest.mark.parametrize(
    ("name", "region"), [("g5.xlarge", "xx-east-1"), ("g5.3xlarge", "us-west-2"), ("p5.48xlarge", "af-south-1")]
)
def test_what_is_not_offered_is_empty(name: str, region: str) -> None:
    assert catalog.zones_offering(name, region) == frozenset()
    assert catalog.zone_ids_offering(name, region) == frozenset()


def test_an_unknown_region_has_no_zones() -> None:
    assert catalog.zones_in("xx-east-1") == ()
    assert catalog.zone_ids_in("xx-east-1") == ()
    assert catalog.regions_offering("g5.3xlarge") == ()


def test_regions_of_a_rare_type() -> None:
    assert "us-west-2" in catalog.regions_offering("p6-b300.48xlarge")
    assert list(catalog.regions_offering("g4dn.xlarge")) == sorted(catalog.regions_offering("g4dn.xlarge"))


def test_names_and_ids_agree_in_number() -> None:
    for name in catalog.instance_types():
        for region in catalog.regions_offering(name):
            zones, ids = catalog.zones_offering(name, region), catalog.zone_ids_offering(name, region)
            assert 0 < len(zones) == len(ids), (name, region)
