"""An instance type is not in the catalogue, or can no longer be used.

**Why.** Labels, AMI, sizes and the fair share of every pod follow from EC2's description of a type. EC2 refuses retired
types (p2, p3, g3) in every region, or they no longer have a driver.

**Fix.** Write the type that was meant, or the successor that the message names. The catalogue is recorded from EC2's
`DescribeInstanceTypes`: every NVIDIA type, and the m, c, r and t types for system nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import instance_types
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: nothing is known about such a type, so its group would be left out.
IGNORABLE = False

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlrage]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look every type up."""
    for where, name in instance_types(design.spec):
        retired = catalog.retired_type(name)
        if retired:
            report, is_now = (warning, "is being") if retired.status == "retiring" else (error, "has been")
            fix = f"write {' or '.join(retired.replacements)}" if retired.replacements else "use a current type"
            yield report(__name__, where, f"{name!r} {is_now} retired: {retired.why}", fix)
        elif catalog.instance_type(name) is None and catalog.foreign_accelerator(name) is None:
            yield error(__name__, where, *_unknown(name, gpu=where.startswith("gpu")))


def _unknown(name: str, *, gpu: bool) -> tuple[str, str]:
    why = catalog.unrecorded_type(name)
    if why:
        return f"{name!r} cannot be used: {why}", "use another type"
    wanted = "NVIDIA types such as g6.xlarge" if gpu else "m, c, r and t types such as m7i.large"
    if catalog.other_ec2_type(name):
        return (
            f"EC2 has {name!r}, but eks-gpu does not support it; this field takes {wanted}",
            f"write one of the {wanted}",
        )
    close = catalog.nearest_instance_types(name, gpu=gpu)
    fix = f"write {close[0]}" if close else f"write one of the {wanted}"
    also = f" (similar: {listed(close)})" if close else ""
    return f"{name!r} is not an EC2 instance type that eks-gpu knows{also}", fix
