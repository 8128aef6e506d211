"""The region does not offer an instance type in any zone.

**Why.** EKS refuses the node group, or Auto Scaling tries forever.

**Fix.** Use another type, or a region that offers this one. The offerings are recorded from EC2's
`DescribeInstanceTypeOfferings`; regions without a record are not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import instance_types
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
region: us-west-1
network:
  zones: [us-west-1a, us-west-1b]
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max_per_zone: 2
"""
GOOD = """\
region: us-west-1
network:
  zones: [us-west-1a, us-west-1b]
gpu_node_groups:
  - name: gpu
    instance_types: [g4dn.xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look every type up in the region."""
    region = design.spec.region
    if region not in catalog.regions():
        return
    for where, name in instance_types(design.spec):
        if catalog.instance_type(name) is None or catalog.zone_ids_offering(name, region):
            continue
        elsewhere = catalog.regions_offering(name)
        message = f"{region} does not offer {name!r}" + (
            f"; regions that do: {listed(elsewhere, 30)}" if elsewhere else ", and no other recorded region does"
        )
        yield error(__name__, where, message, "write another type, or change the region", "region")
