"""EKS's AMIs carry no driver for this GPU.

**Why.** The nodes would join without a GPU: the AMIs ship driver branch 580 (awslabs/amazon-eks-ami, its page
on g7), and the GPU needs a later one.

**Fix.** Use another type until the AMIs carry the later driver: g7e and g6e come nearest to g7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_AMI_DRIVER = 580


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the first driver branch of each GPU with the one in the AMIs."""
    for group in design.gpu_groups:
        for kind in group.types:
            least = catalog.gpu_model(kind.gpu).min_driver if kind.gpu else None
            if kind.gpu and least and least > _AMI_DRIVER:
                place = group.spec.instance_types.index(kind.name)
                message = f"{kind.name} ({kind.gpu.model}) needs driver {least}; EKS's AMIs carry {_AMI_DRIVER}"
                where = f"{group.where}.instance_types[{place}]"
                yield error(__name__, where, message, "write another type; g7e and g6e come nearest")
