"""An image of a workload or of `prepull` is on a registry that a network without NAT cannot reach.

**Why.** Without NAT, nodes pull from Amazon ECR in their own region, through its endpoints; any other image ends in
ImagePullBackOff on a GPU node that is paid for. `public.ecr.aws` is not behind these endpoints.

**Fix.** Copy the image to ECR and write its name there, or use an image on the host of `images.registry`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._images import ecr_region, host
from eks_gpu.checks._report import error
from eks_gpu.checks._where import images
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
images:
  registry: 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror
workloads:
  - name: train
    kind: job
    image: quay.io/acme/train:1
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: none
  endpoints: [private]
images:
  registry: 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror
workloads:
  - name: train
    kind: job
    image: 111122223333.dkr.ecr.us-west-2.amazonaws.com/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at all images that the cluster file names."""
    spec = design.spec
    if not isinstance(spec.network, CreatedNetworkSpec) or spec.network.nat != "none":
        return
    mirror = host(spec.images.registry + "/") if spec.images else None
    for where, image in images(spec):
        registry = host(image)
        if registry != mirror and ecr_region(registry) != spec.region:
            message = f"without NAT, nodes pull only from ECR in {spec.region}, but {image!r} is on {registry}"
            fix = f"copy the image, and write 111122223333.dkr.ecr.{spec.region}.amazonaws.com/…"
            yield error(__name__, where, message, fix, "network.nat", "region", "images")
