"""An update of nodes in reserved capacity starts new nodes before the old ones end.

**Why.** A reservation that is full has no room for them: the update waits, and fails in the end, with the group half
done.

**Fix.** Write `update: {strategy: minimal}`: the old nodes end first. Or keep room in the reservation, and ignore this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at how groups with reserved capacity are updated."""
    for group in design.gpu_groups:
        if group.launch_template.reservation and group.spec.update.strategy == "default":
            message = f"an update of {group.name} needs room for more nodes than it has, inside the reservation"
            fix = "write 'update: {strategy: minimal}'"
            yield warning(__name__, f"{group.where}.update", message, fix, f"{group.where}.capacity_reservation")
