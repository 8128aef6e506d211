"""The types of the system nodes differ in architecture.

**Why.** An AMI is for one architecture; nodes of the other would never start.

**Fix.** Use only x86 types (m7i, m6i, c7i), or only Graviton types (m7g, c7g, t4g).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
system_nodes:
  instance_types: [m7i.large, m7g.large]
"""
GOOD = """\
system_nodes:
  instance_types: [m7g.large, m6g.large]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every type with the first."""
    types = design.system.types
    for kind in types[1:]:
        if kind.arch != types[0].arch:
            where = f"system_nodes.instance_types[{design.system.instance_types.index(kind.name)}]"
            message = f"{kind.name} is {kind.arch}, but {types[0].name} is {types[0].arch}; the nodes share one AMI"
            yield error(__name__, where, message, f"write an {types[0].arch} type", "system_nodes.instance_types")
