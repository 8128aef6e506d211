"""Networks that reach the private endpoint of the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec


def private_cidrs(spec: ClusterSpec) -> tuple[str, ...]:
    """Address blocks that may reach the private endpoint.

    EKS's own security group admits nodes only. Where the API is public and Terraform runs outside, nobody else needs
    the private endpoint, and nothing is opened that was not asked for.
    """
    access = spec.access
    if access.private_cidrs is not None:
        return access.private_cidrs
    needed = access.runner == "vpc" or not access.public_cidrs
    return (spec.network.cidr,) if needed and isinstance(spec.network, CreatedNetworkSpec) else ()
