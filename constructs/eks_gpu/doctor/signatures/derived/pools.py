"""Karpenter's reasons against each NodePool: the one that was meant for the pod counts, not the first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eks_gpu.doctor.signatures.derived.codes import by_pattern
from eks_gpu.doctor.signatures.derived.told import Told, quoted

_POOL = re.compile(r"incompatible with (?:nodepool|provisioner|NodePool) \"(?P<name>[^\"]+)\",?\s*")
# A resource that only some NodePools have, and words of such NodePools.
_GPU = re.compile(r"nvidia\.com/|gpu", re.IGNORECASE)
_OF_GPUS = re.compile(
    r"nvidia|gpu|accelerat|\b(?:g[3-7]\w*|p[2-6]\w*)\.\w*xlarge|\bIn \[(?:g\d\w*|p\d\w*|g|p|gr\d)\b", re.IGNORECASE
)
# The pod's requests stand in the part of every NodePool, and say nothing about that NodePool.
_ASKED = re.compile(r"daemonset overhead=\{[^}]*\},?|resources \{[^}]*\}")
# Characters of a reason that are quoted.
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Reason:
    """A NodePool's part of the message.

    Attributes:
        name: The NodePool.
        text: The reason, in Karpenter's words.
        fits: Whether it is of the kind that the pod asks for.
        order: The place of the reason among those that Karpenter tests; -1 for an unknown one.
        told: The meaning of the reason.
    """

    name: str
    text: str
    fits: bool
    order: int
    told: Told


def told(found: re.Match[str]) -> Told | None:
    """The reason of the NodePool that was meant, and the others by name."""
    message = found[0]
    # A later try names the same NodePool again.
    reasons = list({one.name: one for one in _reasons(message)}.values())
    if len(reasons) < 2:  # noqa: PLR2004 # the row needs two
        return None
    best = max(reasons, key=lambda one: (one.fits, one.order))
    others = ", ".join(f"'{one.name}'" for one in reasons if one is not best)
    means = (
        f"NodePool '{best.name}' comes nearest to the pod, and {best.told.means or 'refuses it'}: "
        f"'{quoted(best.text[-_SHOWN:])}' (the other NodePools, {others}, are for other pods or fail earlier)"
    )
    return Told(means, best.told.next)


def _reasons(message: str) -> list[Reason]:
    heads = list(_POOL.finditer(message))
    ends = [*(head.start() for head in heads[1:]), len(message)]
    asks_for_gpus = bool(_GPU.search(" ".join(_ASKED.findall(message))))
    return [
        _reason(head["name"], message[head.end() : end].rstrip(" ;\t"), asks_for_gpus=asks_for_gpus)
        for head, end in zip(heads, ends, strict=True)
    ]


def _reason(name: str, text: str, *, asks_for_gpus: bool) -> Reason:
    table = by_pattern("pools", "reason", "means")
    known = [(order, meaning) for order, (pattern, meaning) in enumerate(table) if pattern.search(text)]
    order, meaning = known[0] if known else (-1, Told())
    own = _ASKED.sub("", text)
    is_of_gpus = bool(_OF_GPUS.search(f"{name} {own}"))
    return Reason(name, own, is_of_gpus == asks_for_gpus, order, meaning)
