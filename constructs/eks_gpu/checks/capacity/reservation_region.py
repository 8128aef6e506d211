"""A resource group of reservations is in a different region than the cluster.

**Why.** Capacity is reserved in one zone of one region. EC2 refuses to start nodes for a resource group outside the
cluster's region.

**Fix.** Write the ARN of a resource group in the cluster's region, which is the fourth part of the ARN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    capacity_reservation:
      resource_group: arn:aws:resource-groups:us-east-1:111122223333:group/gpus
    update: {strategy: minimal}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    capacity_reservation:
      resource_group: arn:aws:resource-groups:us-west-2:111122223333:group/gpus
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the region in the ARN with the cluster's."""
    here = design.spec.region
    for where, group in groups(design.spec):
        arn = group.capacity_reservation.resource_group if group.capacity_reservation else None
        region = arn.split(":")[3] if arn else here
        if region != here:
            message = f"this resource group is in {region}, but the cluster is in {here}"
            fix = f"write the ARN of a resource group in {here}"
            yield error(__name__, f"{where}.capacity_reservation.resource_group", message, fix, "region")
