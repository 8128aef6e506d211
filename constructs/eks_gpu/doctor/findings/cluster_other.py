"""What was gathered is of another cluster.

**Why.** Advice about one cluster from the answers of another is worse than none.

**Fix.** Gather again with the right context and region, or name the right cluster file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.CLUSTER


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare names."""
    seen, name = situation.seen, situation.design.name
    named = {one.name for one in seen.clusters} | {one.cluster for one in seen.node_groups}
    named |= {one.cluster for one in seen.addons}
    others = sorted(filter(None, named - {name}))
    # Answers about several clusters are sorted out; those about others alone are a mistake.
    if others and name not in named:
        message = f"the declaration is of cluster {name!r}, and what was gathered speaks of {', '.join(others)}"
        fix = (
            f"gather again from {name} (`eks-gpu doctor FILE --commands` prints how), or name the other cluster's file"
        )
        yield error(__name__, f"cluster {others[0]}", message, fix)
