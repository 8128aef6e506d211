"""A chart comes from a registry that a network without NAT cannot reach.

**Why.** Without NAT, nodes pull images from Amazon ECR in their own region, and from nowhere else; a chart's own images
are almost always on public registries. Terraform loads the chart at every plan, so inside such a VPC its repository
must be in ECR too.

**Fix.** Copy the chart and its images to ECR. Write the chart's repository as
`oci://111122223333.dkr.ecr.REGION.amazonaws.com/charts`, and the registry of the images in the chart's values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._images import ecr_region
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import charts
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
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: none
  endpoints: [private]
images:
  registry: 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror
charts:
  - name: monitoring
    namespace: monitoring
    repository: oci://111122223333.dkr.ecr.us-west-2.amazonaws.com/charts
    chart: kube-prometheus-stack
    version: 67.8.0
    values:
      global: {imageRegistry: 111122223333.dkr.ecr.us-west-2.amazonaws.com}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at repositories and values of charts in a network without NAT."""
    spec = design.spec
    if not isinstance(spec.network, CreatedNetworkSpec) or spec.network.nat != "none":
        return
    releases = {release.where: release for release in design.releases}
    mirror = f".{spec.region}.amazonaws.com"
    for where, chart in charts(spec):
        host = chart.repository.partition("://")[2].partition("/")[0]
        if spec.access.runner == "vpc" and ecr_region(host) != spec.region:
            message = f"Terraform runs in a VPC without NAT and cannot load a chart from {host!r}"
            fix = f"copy the chart, and write oci://111122223333.dkr.ecr{mirror}/charts"
            yield error(__name__, f"{where}.repository", message, fix, "network.nat", "access.runner", "region")
        known = [mirror, *([spec.images.registry] if spec.images else [])]
        if not any(name in text for text in releases[where].values for name in known):
            message = f"without NAT, nodes pull only from ECR in {spec.region}, and no value names a registry there"
            fix = f"copy the chart's images, and write their registry in 'values': 111122223333.dkr.ecr{mirror}"
            yield warning(__name__, f"{where}.values", message, fix, "network.nat", "region", "images")
