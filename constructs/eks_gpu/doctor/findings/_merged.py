"""Equal findings about many nodes or pods: one entry, with how many there are and the first names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.doctor.finding import Finding

# Names, and quotes, that an entry shows.
_NAMES, _QUOTES = 3, 2
_MORE = re.compile(r" and (\d+) more$")
# Kinds of which a cluster has many alike.
_KINDS = ("node", "pod")


def merged(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in their order; those that differ in the name of a node or pod only are one.

    Args:
        found: Findings, causes first.
    """
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        alike.setdefault(_key(one), []).append(one)
    return tuple(_one(mine) for mine in alike.values())


def _key(one: Finding) -> tuple[object, ...]:
    kind, _, name = _bare(one.where).partition(" ")
    if kind not in _KINDS or not name:
        return (one,)
    message = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", "", one.message)
    return (one.id, one.severity, kind, message, one.because, one.groups)


def _one(mine: Sequence[Finding]) -> Finding:
    first = mine[0]
    if len(mine) == 1:
        return first
    kind = first.where.partition(" ")[0]
    names = [_bare(one.where).partition(" ")[2] for one in mine]
    amount = sum(1 + int(more[1]) if (more := _MORE.search(one.where)) else 1 for one in mine)
    shown = names[:_NAMES]
    rest = amount - len(shown)
    listed = f"{', '.join(shown)} and {rest} more" if rest else f"{', '.join(shown[:-1])} and {shown[-1]}"
    seen = tuple(dict.fromkeys(text for one in mine for text in one.seen))[:_QUOTES]
    return replace(first, where=f"{kind}s {listed}", about="", seen=seen)


def _bare(where: str) -> str:
    """The object of a finding, without how many more are like it."""
    return _MORE.sub("", where)
