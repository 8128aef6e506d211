"""Facts that fragments of files give away: manifests, HCL, cluster files of eksctl, NodePools, cut off or indented.

A paste rarely holds a whole file, so nothing here is parsed: a fragment is read by its keys. Each fact is a line, which
rows of `signatures/table/settings` and branches of symptoms in words look for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.facts import groups, networks, pools, selectors, services, sizes, starts, taints, weights
from eks_gpu.doctor.answers.facts.pieces import Pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Each kind of fact has a module, whose function takes the pieces of a paste.
_KINDS: tuple[Callable[[Pieces], Iterator[str]], ...] = (
    starts.facts,
    sizes.facts,
    weights.facts,
    taints.facts,
    selectors.facts,
    pools.facts,
    groups.facts,
    services.facts,
    networks.facts,
)


def facts(text: str) -> list[str]:
    """One line for each fact, such as `fact: pod requests no GPU`.

    Args:
        text: A paste.
    """
    pieces = Pieces.of(text)
    return list(dict.fromkeys(f"fact: {one}" for kind in _KINDS for one in kind(pieces)))
