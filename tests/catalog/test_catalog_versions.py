"""Kubernetes versions and what is pinned for them."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from eks_gpu import catalog


@pytest.mark.parametrize(
    ("minor", "standard", "extended"),
    [
        ("1.31", date(2025, 11, 26), date(2026, 11, 26)),
        ("1.32", date(2026, 3, 23), date(2027, 3, 23)),
        ("1.33", date(2026, 7, 29), date(2027, 7, 29)),
        ("1.34", date(2026, 12, 2), date(2027, 12, 2)),
        ("1.35", date(2027, 3, 27), date(2028, 3, 27)),
        ("1.36", None, None),
    ],
)
def test_support_dates_are_those_published(minor: str, standard: date | None, extended: date | None) -> None:
    version = catalog.kubernetes_version(minor)
    assert version is not None
    assert version.available
    assert (standard, extended) == (version.standard_until, version.extended_until)


def test_a_minor_that_eks_is_not_known_to_offer() -> None:
    version = catalog.kubernetes_version("1.37")
    assert version is not None
    assert not version.available
    assert "1.37" not in catalog.supported_minors()
    assert catalog.kubernetes_version("1.20") is None


def test_supported_minors_are_in_order() -> None:
    assert catalog.supported_minors() == ("1.31", "1.32", "1.33", "1.34", "1.35", "1.36")


@pytest.mark.parametrize(
    ("os", "arch", "nvidia", "name"),
    [
        ("al2023", "x86_64", True, "AL2023_x86_64_NVIDIA"),
        ("al2023", "arm64", True, "AL2023_ARM_64_NVIDIA"),
        ("al2023", "x86_64", False, "AL2023_x86_64_STANDARD"),
        ("al2023", "arm64", False, "AL2023_ARM_64_STANDARD"),
        ("bottlerocket", "x86_64", True, "BOTTLEROCKET_x86_64_NVIDIA"),
        ("bottlerocket", "arm64", True, "BOTTLEROCKET_ARM_64_NVIDIA"),
        ("bottlerocket", "x86_64", False, "BOTTLEROCKET_x86_64"),
        ("bottlerocket", "arm64", False, "BOTTLEROCKET_ARM_64"),
    ],
)
def test_ami_types_by_system_and_architecture(
    os: Literal["al2023", "bottlerocket"], arch: str, nvidia: Literal[True, False], name: str
) -> None:
    assert name == catalog.ami_type(os, arch, nvidia=nvidia)


@pytest.mark.parametrize("minor", catalog.supported_minors())
def test_the_autoscaler_is_of_the_clusters_minor(minor: str) -> None:
    assert catalog.image("cluster-autoscaler", minor).startswith(
        f"registry.k8s.io/autoscaling/cluster-autoscaler:v{minor}."
    )


def test_images_that_are_the_same_for_all_minors() -> None:
    assert catalog.image("nvidia-device-plugin") == "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"
    assert catalog.image("dcgm-exporter", "1.35") == catalog.image("dcgm-exporter")
    assert catalog.image_minors("dcgm-exporter") == ()


@pytest.mark.parametrize(
    ("name", "minor"), [("cluster-autoscaler", "1.37"), ("cluster-autoscaler", None), ("nginx", "1.35")]
)
def test_an_image_that_is_not_pinned_is_refused(name: str, minor: str | None) -> None:
    with pytest.raises(KeyError):
        catalog.image(name, minor)


@pytest.mark.parametrize("minor", ["1.33", "1.34", "1.35", "1.36"])
@pytest.mark.parametrize("addon", catalog.addon_names())
def test_every_addon_is_pinned_for_minors_in_use(addon: str, minor: str) -> None:
    assert "-eksbuild." in (catalog.addon_version(addon, minor) or "")


def test_an_addon_without_a_source_is_none() -> None:
    assert catalog.addon_version("vpc-cni", "1.37") is None
    assert catalog.addon_version("no-such-addon", "1.35") is None
