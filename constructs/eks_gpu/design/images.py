"""Images that eks-gpu brings: pinned by the catalogue, taken from the user's mirror where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from eks_gpu import catalog

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec


def mirrored(image: str, registry: str | None) -> str:
    """The image in the mirror: the registry's host is replaced, path and tag stay."""
    return image if registry is None else f"{registry}/{image.split('/', 1)[1]}"


def image_for(spec: ClusterSpec, name: str) -> str:
    """A pinned image for this cluster's Kubernetes minor."""
    return mirrored(catalog.image(name, spec.kubernetes_version), spec.images.registry if spec.images else None)


def eks_image_for(spec: ClusterSpec, name: str) -> str:
    """A pinned image out of EKS's own registry, which each region has a copy of."""
    path = catalog.image(name).split("/", 1)[1]
    return mirrored(f"{catalog.eks_registry(spec.region)}/{path}", spec.images.registry if spec.images else None)


def default_pull_policy(image: str) -> Literal["Always", "IfNotPresent"]:
    """The pull policy that Kubernetes sets where none is given.

    It is `Always` for the tag `latest`, or for neither tag nor digest (kubernetes `pkg/apis/core/v1/defaults.go`,
    SetDefaults_Container; `pkg/util/parsers/parsers.go`).
    """
    name, at, _ = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return "Always" if tag == "latest" or not (tag or at) else "IfNotPresent"
