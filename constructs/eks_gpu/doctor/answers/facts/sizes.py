"""Sizes that a pod of a paste wants, and that no instance type of its groups has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.doctor.answers.facts.pieces import gpus_of
from eks_gpu.scheduling.quantity import any_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.catalog import InstanceType
    from eks_gpu.doctor.answers.facts.pieces import Pieces

_REQUEST = re.compile(
    r"^[ \t]*\"?(?P<what>cpu|memory)\"?:[ \t]*[\"']?"
    r"(?P<amount>\d{1,9}(?:\.\d{1,3})?(?:m|[KMGT]i|[kMGT])?)[\"']?[ \t,]*$",
    re.MULTILINE,
)
_EFA = re.compile(r"vpc\.amazonaws\.com/efa\"?\s*[:=]\s*[\"']?(\d+)")
_GIB = 1024**3


def facts(pieces: Pieces) -> Iterator[str]:
    """Sizes beyond the largest type that the groups name."""
    known = [catalog.instance_type(name) for name in pieces.types]
    types = [one for one in known if one]
    if types and len(types) == len(known):
        yield from _devices(pieces.demanding, types)
        yield from _amounts(pieces.demanding, types)


def _devices(pods: Sequence[str], types: Sequence[InstanceType]) -> Iterator[str]:
    gpus = max(map(gpus_of, pods), default=0)
    most = max((one.gpu.count for one in types if one.gpu), default=0)
    if most and gpus > most:
        yield f"pod wants {gpus} GPUs and the largest type has {most}"
    adapters = max((int(number) for piece in pods for number in _EFA.findall(piece)), default=0)
    most = max(one.efa_max for one in types)
    if adapters > most:
        yield f"pod wants {adapters} EFA adapters and the largest type has {most}"


def _amounts(pods: Sequence[str], types: Sequence[InstanceType]) -> Iterator[str]:
    asked = [(found["what"], any_quantity(found["amount"])) for piece in pods for found in _REQUEST.finditer(piece)]
    cpus = max((amount for what, amount in asked if what == "cpu"), default=0)
    memory = max((amount for what, amount in asked if what == "memory"), default=0)
    largest = max(one.vcpus for one in types)
    # A node keeps some of both for itself, so a pod that wants all of it does not fit either.
    if cpus >= largest:
        yield f"pod wants {cpus:f} CPUs and the largest type has {largest}"
    gib = max(one.memory_mib for one in types) / 1024
    if memory >= gib * _GIB:
        yield f"pod wants {float(memory) / _GIB:.0f} GiB of memory and the largest type has {gib:.0f}"
