"""EKS's AMIs have no driver for this GPU, or only recent releases have one.

**Why.** The nodes would join without a GPU. EKS's AMIs have driver branch 580 (awslabs/amazon-eks-ami, its page on g7),
but the GPU needs a later one. Since release v20260917 the AL2023 AMIs have a second driver, and at first boot choose
the one that the instance type needs (amazon-eks-ami#2768); AWS's user guide does not mention this yet.

**Fix.** Use AL2023, and pin a release of that day or later in `ami.release_version`; or use another type: g7e and g6e
are the closest to g7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._release import release_day
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import type_path
from eks_gpu.design import NodePoolDesign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_AMI_DRIVER, _TWO_DRIVERS_SINCE = 580, "20260917"

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g7.2xlarge]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6e.2xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the first driver branch that supports each GPU with those in the AMIs."""
    for group in design.gpu_nodes:
        # AWS chooses the driver of Auto Mode's nodes, and says nothing of it.
        if isinstance(group, NodePoolDesign) and group.auto:
            continue
        for kind in group.types:
            least = catalog.gpu_model(kind.gpu).min_driver if kind.gpu else None
            is_custom = group.own_ami
            if not kind.gpu or not least or least <= _AMI_DRIVER or is_custom:
                continue
            where = type_path(group, kind)
            needs, rests_on = f"{kind.name} ({kind.gpu.model}) needs driver {least}", (f"{group.where}.os",)
            day = release_day(group)
            if group.os != "al2023" or (day and day < _TWO_DRIVERS_SINCE):
                of = f"release {day}" if day else group.os
                fix = f"use AL2023 of {_TWO_DRIVERS_SINCE} or later, or another type; g7e and g6e are the closest"
                yield error(__name__, where, f"{needs}; EKS's AMI of {of} has {_AMI_DRIVER}", fix, *rests_on)
            elif not day and not isinstance(group, NodePoolDesign):
                message = f"{needs}, which EKS's AMIs have only since {_TWO_DRIVERS_SINCE}"
                fix = "pin a release of that day or later in 'ami.release_version'"
                yield warning(__name__, where, message, fix, *rests_on)
