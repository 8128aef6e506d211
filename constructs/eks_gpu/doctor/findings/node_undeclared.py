"""A GPU node belongs to no group of the declaration.

**Why.** It is paid for, and nothing here watches over it: a group made by hand, by another tool, or left behind.

**Fix.** Declare its group, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.DRIFT


def examine(situation: Situation) -> Iterator[Finding]:
    """Nodes with a GPU that match no group."""
    for gpu in situation.gpu_nodes:
        # A row of a table shows no label by which it could belong to a group.
        if gpu.models is None and gpu.node.labels:
            kind = gpu.node.instance_type or "a type that was not said"
            named = gpu.node.labels.get("eks.amazonaws.com/nodegroup")
            of = f" of node group {named}" if named else ""
            message = f"{kind}{of} is in no group of the declaration"
            yield warning(__name__, gpu.where, message, "declare its group, or delete it with what made it")
