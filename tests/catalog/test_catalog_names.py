"""Types that are known by name only."""

from __future__ import annotations

import pytest

from eks_gpu import catalog


@pytest.mark.parametrize(
    "name",
    ["p2.xlarge", "p2.8xlarge", "p2.16xlarge", "g2.2xlarge", "g3.4xlarge", "g3s.xlarge", "p3.2xlarge", "p3.8xlarge"],
)
def test_types_of_the_past_name_their_replacements(name: str) -> None:
    retired = catalog.retired_type(name)
    assert retired is not None
    assert retired.status == "gone"
    assert "no recorded region" in retired.why
    types = [catalog.instance_type(other) for other in retired.replacements]
    assert types
    assert all(found and found.gpu for found in types)


def test_a_gpu_that_the_driver_does_not_know_is_said() -> None:
    retired = catalog.retired_type("p2.xlarge")
    assert retired is not None
    assert "driver" in retired.why
    assert "K80" in retired.why


def test_p3dn_still_works_and_is_about_to_end() -> None:
    retired = catalog.retired_type("p3dn.24xlarge")
    assert retired is not None
    assert retired.status == "retiring"
    assert "p3dn.24xlarge" in catalog.instance_types()


def test_previous_generations_are_replaced_by_types_of_their_size() -> None:
    retired = catalog.retired_type("m4.xlarge")
    assert retired is not None
    assert (retired.status, retired.replacements) == ("previous", ("m7i.xlarge",))


@pytest.mark.parametrize("name", ["g5.xlarge", "m7i.large", "nonsense"])
def test_others_are_not_retired(name: str) -> None:
    assert catalog.retired_type(name) is None


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("g4ad.xlarge", "AMD Radeon Pro V520"),
        ("dl1.24xlarge", "Habana Gaudi HL-205"),
        ("dl2q.24xlarge", "Qualcomm AI100"),
        ("inf2.xlarge", "AWS Inferentia2"),
        ("trn1.2xlarge", "AWS Trainium"),
        ("trn2u.48xlarge", "AWS Trainium2"),
        ("g5.xlarge", None),
        ("m7i.large", None),
    ],
)
def test_accelerators_of_other_makers_are_named(name: str, device: str | None) -> None:
    assert device == catalog.foreign_accelerator(name)


def test_no_type_is_replaced_by_one_too_small_for_a_node() -> None:
    """A t3.nano has as many vCPUs as a t1.micro asks for, and no room for the system's pods."""
    retired = catalog.retired_type("t1.micro")
    assert retired is not None
    assert retired.replacements == ("t3.small",)


def test_a_node_type_without_records_is_not_called_one_for_other_work() -> None:
    assert "no recorded region" in (catalog.unrecorded_type("m9g.metal-24xl") or "")
    assert not catalog.other_ec2_type("m9g.metal-24xl")


def test_a_type_without_records_says_why() -> None:
    assert "UltraServers" in (catalog.unrecorded_type("p6e-gb200.36xlarge") or "")
    assert catalog.unrecorded_type("g5.xlarge") is None


@pytest.mark.parametrize(
    ("name", "known"), [("i4i.large", True), ("x2gd.large", True), ("m7i.large", False), ("g5.3xlarge", False)]
)
def test_types_for_other_work_are_known_by_name(name: str, known: bool) -> None:  # noqa: FBT001
    assert known is catalog.other_ec2_type(name)
