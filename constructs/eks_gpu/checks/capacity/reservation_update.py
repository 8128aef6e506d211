"""An update of nodes in reserved capacity starts new nodes before it terminates the old ones.

**Why.** A full reservation has no room for the new nodes: the update waits and eventually fails, with the group half
done.

**Fix.** Write `update: {strategy: minimal}`, which terminates old nodes first. Or keep room in the reservation and
ignore this finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max: 2
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max: 2
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at how groups with reserved capacity are updated."""
    for group in design.groups:
        if group.launch_template.reservation and group.spec.update.strategy == "default":
            message = f"an update of {group.name} needs room in the reservation for more nodes than the group has"
            fix = "write 'update: {strategy: minimal}'"
            yield warning(__name__, f"{group.where}.update", message, fix, f"{group.where}.capacity_reservation")
