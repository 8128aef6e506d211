"""Kubernetes versions on EKS, and what is pinned for each: AMI types, images, add-ons."""

from __future__ import annotations

from datetime import date
from typing import Literal

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass

OperatingSystem = Literal["al2023", "bottlerocket"]


@dataclass(frozen=True, kw_only=True)
class KubernetesVersion:
    """A Kubernetes minor on EKS.

    Attributes:
        minor: Such as `1.35`.
        available: Whether a source says that EKS offers it (the file's `as_of` date); False if none was found.
        standard_until: Day on which standard support ends and the higher price begins; None if not announced.
        extended_until: Day after which EKS upgrades the control plane by itself; None if not announced.
        source: Where the dates are from.
    """

    minor: str
    available: bool
    standard_until: date | None
    extended_until: date | None
    source: str


def kubernetes_version(minor: str) -> KubernetesVersion | None:
    """The recorded facts about a Kubernetes minor version; None if the catalogue lacks it."""
    found = document("kubernetes.json")["minors"].get(minor)
    if found is None:
        return None
    return KubernetesVersion(
        minor=minor,
        available=found["available"],
        standard_until=_day(found["standard_until"]),
        extended_until=_day(found["extended_until"]),
        source=found["source"],
    )


def versions_as_of() -> date:
    """The day for which the support dates were written down; rules compare with it, never with the clock."""
    return date.fromisoformat(document("kubernetes.json")["as_of"])


def last_minor_of_amazon_linux_2() -> str:
    """The newest minor for which EKS publishes an AMI of Amazon Linux 2, such as `1.32`."""
    return str(document("kubernetes.json")["amazon_linux_2"]["last_minor"])


def supported_minors() -> tuple[str, ...]:
    """Minors that EKS offers and the pinned Cluster Autoscaler has a release for, oldest first."""
    scalers = image_minors("cluster-autoscaler")
    minors = document("kubernetes.json")["minors"]
    return tuple(minor for minor, found in minors.items() if found["available"] and minor in scalers)


def ami_type(os: OperatingSystem, arch: str, *, nvidia: bool, fips: bool = False) -> str:
    """EKS's name of its AMI for an operating system and architecture, with or without NVIDIA's driver.

    Args:
        os: The operating system.
        arch: The architecture, as EC2 names it.
        nvidia: Whether it contains NVIDIA's driver.
        fips: Whether its cryptography is FIPS validated; only Bottlerocket has such AMIs, and is the same otherwise.

    Raises:
        KeyError: EKS has no such AMI.
    """
    row: dict[str, str] = document("ami_types.json")["ami_types"][os][arch]
    name = "nvidia" if nvidia else "standard"
    return row.get(f"{name}_fips", row[name]) if fips else row[name]


def image(name: str, minor: str | None = None) -> str:
    """The pinned image of a part that eks-gpu brings.

    Args:
        name: Such as `cluster-autoscaler` or `nvidia-device-plugin`.
        minor: Kubernetes minor; without effect for an image that is the same for all.

    Raises:
        KeyError: There is no such image, or none for this minor.
    """
    found = document("images.json")["images"][name]
    reference: str = found["image"] if "image" in found else found["by_minor"][minor]
    return reference


def eks_registry(region: str) -> str:
    """Host of EKS's own registry in a region; that of us-west-2, which serves all, where it is not known."""
    accounts: dict[str, str] = document("images.json")["eks_registries"]["accounts"]
    home = region if region in accounts else "us-west-2"
    return f"{accounts[home]}.dkr.ecr.{home}.amazonaws.com{'.cn' if home.startswith('cn-') else ''}"


def image_minors(name: str) -> tuple[str, ...]:
    """Minors for which an image is pinned, oldest first; empty for an image that is the same for all."""
    return tuple(document("images.json")["images"][name].get("by_minor", ()))


def addon_version(addon: str, minor: str) -> str | None:
    """The pinned version of an EKS add-on; None if no source was found for this minor."""
    found: dict[str, str] = document("addons.json")["addons"].get(addon, {})
    return found.get(minor)


def addon_names() -> tuple[str, ...]:
    """Names of the EKS add-ons of which versions are pinned, sorted."""
    return tuple(document("addons.json")["addons"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Chart:
    """A Helm chart that eks-gpu installs by itself.

    Attributes:
        repository: Repository that holds it.
        version: Its pinned version.
    """

    repository: str
    version: str


@dataclass(frozen=True)
class Definitions:
    """Definitions of kinds that others publish.

    Attributes:
        version: Release of the project.
        url: File of that release.
    """

    version: str
    url: str


def gateway_api() -> Definitions:
    """The Gateway API, in the version that the pinned load balancer controller is built for."""
    found = document("images.json")["definitions"]["gateway-api"]
    return Definitions(found["version"], found["url"])


def chart(name: str) -> Chart:
    """A pinned chart."""
    found = document("images.json")["charts"][name]
    return Chart(found["repository"], found["version"])
