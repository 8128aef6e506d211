"""NVIDIA drivers in EKS's AMIs."""

from __future__ import annotations

import pytest

from eks_gpu import catalog


@pytest.mark.parametrize(
    ("minor", "day", "driver"),
    [
        # awslabs/amazon-eks-ami#2443 shows nvidia-smi on this one.
        ("1.33", "20250915", "570.172.08"),
        ("1.33", "20250914", "570.172.08"),
        ("1.33", "20250715", "575.57.08"),
        ("1.34", "20251023", "580.95.05"),
        ("1.33", "20251023", "570.195.03"),
        ("1.36", "20260714", "580.159.03"),
        # Before the first release of a minor, after the last recorded one, of a minor without records.
        ("1.33", "20250101", None),
        ("1.36", "20260715", None),
        ("1.29", "20250915", None),
    ],
)
def test_a_release_has_the_driver_of_its_notes(minor: str, day: str, driver: str | None) -> None:
    assert catalog.ami_driver(minor, day) == driver


def test_a_branch_that_was_withdrawn_does_not_count() -> None:
    """575 came in July 2025, and 570 came back in August."""
    assert catalog.first_ami_with("1.33", 575) == catalog.first_ami_with("1.33", 580) == "20251029"
    assert catalog.first_ami_with("1.33", 570) == "20250519"
    assert catalog.first_ami_with("1.33", 999) is None


def test_every_supported_minor_has_records() -> None:
    assert all(catalog.first_ami_with(minor, 550) for minor in catalog.supported_minors())


def test_each_major_version_of_cuda_needs_a_later_branch() -> None:
    assert [catalog.driver_for_cuda(major) for major in (10, 11, 12, 13, 14)] == [None, 450, 525, 580, None]
