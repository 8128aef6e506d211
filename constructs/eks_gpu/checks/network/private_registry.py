"""A network without NAT needs an image registry that nodes can reach.

**Why.** The device plugin and the autoscaler come from public registries. Without NAT, nodes reach Amazon ECR in their
own region through its endpoints, and no other registry; every pod would stay in ImagePullBackOff.

**Fix.** Copy the images into an ECR registry in the region, with their paths and tags unchanged, and write the registry
as `images.registry`. ECR's pull-through cache supports registry.k8s.io, but not nvcr.io.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._images import ecr_region, is_public
from eks_gpu.checks._report import error
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: none
  endpoints: [private]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: none
  endpoints: [private]
images:
  registry: 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for a registry that nodes can reach."""
    spec = design.spec
    network, region = spec.network, spec.region
    if not isinstance(network, CreatedNetworkSpec) or network.nat != "none":
        return
    example = f"111122223333.dkr.ecr.{region}.amazonaws.com/mirror"
    if spec.images is None:
        message = "without NAT, nodes reach only ECR in their region; eks-gpu's images are not there"
        fix = f"copy them to ECR and write 'images: {{registry: {example}}}'"
        yield error(__name__, "images", message, fix, "network.nat", "region")
    elif is_public(spec.images.registry) or ecr_region(spec.images.registry) not in {None, region}:
        message = f"without NAT, nodes cannot reach {spec.images.registry!r}, only ECR in {region}"
        yield error(
            __name__,
            "images.registry",
            message,
            f"write a registry such as {example}",
            "network.nat",
            "region",
        )
