"""eksctl's `instanceSelector`, with which eksctl picks the types: those with GPUs are looked up in the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import InstanceType
    from eks_gpu.imports.imported import Part

# eksctl's schema, InstanceSelector: the unit of memory defaults to GiB.
_MEMORY = re.compile(r"(?P<number>\d{1,6})(?P<unit>[GgMm][Ii]?[Bb])?")
_MIB = {"g": 1024, "m": 1}
_WHOLE = 1


def selected(selector: object) -> list[str]:
    """GPU types that a selector fits, as far as the catalogue knows them; none for one without GPUs."""
    if not isinstance(selector, dict) or not _number(selector.get("gpus")):
        return []
    return sorted(name for name, kind in catalog.instance_types().items() if _fits(kind, selector))


def take_selector(value: object, source: str, part: Part) -> None:
    """The row of `instanceSelector`: a note about the types that stand in for it."""
    if selected(value):
        reason = "these are the types of the catalogue that it fits; leave out those that you do not want"
        part.changed(source, reason, "instance_types")
    else:
        part.left(source, "write the types; `eks-gpu instances` lists them by GPU", "instance_types")


def _fits(kind: InstanceType, selector: Mapping[str, object]) -> bool:
    wanted, vcpus, memory = _number(selector.get("gpus")), _number(selector.get("vCPUs")), _mib(selector.get("memory"))
    arch = selector.get("cpuArchitecture", "x86_64")
    return (
        kind.gpu is not None
        and kind.gpu.fraction == _WHOLE
        and kind.gpu.count == wanted
        and vcpus in {0, kind.vcpus}
        and memory in {0, kind.memory_mib}
        and kind.arch == arch
        and not kind.bare_metal
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _mib(value: object) -> int:
    found = _MEMORY.fullmatch(str(value).replace(" ", "")) if isinstance(value, str | int) else None
    return int(found["number"]) * _MIB[(found["unit"] or "g")[0].lower()] if found else 0
