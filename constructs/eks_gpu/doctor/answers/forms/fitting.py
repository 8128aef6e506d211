"""Demands of the pods of a paste that its node groups do not meet: both are read by their keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.scheduling.quantity import any_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.catalog import InstanceType

_GPU_REQUEST = re.compile(
    r"(?:nvidia\.com/(?:gpu|mig-)[\w.-]*|aws\.amazon\.com/neuron\w*|amd\.com/gpu)\"?\s*[:=]\s*\"?(\d+)"
)
_REQUEST = re.compile(
    r"^[ \t]*\"?(?P<what>cpu|memory)\"?:[ \t]*[\"']?"
    r"(?P<amount>\d{1,9}(?:\.\d{1,3})?(?:m|[KMGT]i|[kMGT])?)[\"']?[ \t,]*$",
    re.MULTILINE,
)
# The name of any instance type.
TYPE = re.compile(r"\b([a-z]{1,3}\d{1,2}[a-z-]*\.(?:\d*x?large|medium|metal))\b")
# Types that a file names by family or size, so that nobody knows the largest.
_OPEN = re.compile(r"instance-(?:category|family|size|cpu|memory|generation)|instanceSelector|instance_requirements")
# A taint of a group: a key, mostly a value, and an effect.
_TAINT = re.compile(
    r"(?:-[ \t]+|\{\s*|^[ \t]*)\"?key\"?\s*[:=]\s*\"?(?P<key>[\w./-]+)\"?,?\s*"
    r"(?:\"?value\"?\s*[:=]\s*\"?[\w.-]*\"?,?\s*)?"
    r"\"?effect\"?\s*[:=]\s*\"?(?:NoSchedule|NoExecute|NO_SCHEDULE|NO_EXECUTE)",
    re.MULTILINE,
)
_TAINTED = re.compile(r"\btaints?\"?\s*[:=]")
_TOLERATED = re.compile(r"\btolerations\"?\s*[:=]")
_ALL_TOLERATED = re.compile(r"-[ \t]+operator:\s*\"?Exists\"?\s*(?:\n|$)(?![ \t]+key)")
_SELECTOR = re.compile(
    r"^(?P<by>[ \t]*)nodeSelector:[ \t]*\n(?P<pairs>(?:(?P=by)[ \t]+[\w./-]+:[ \t]*[^\n]+\n?){1,12})", re.MULTILINE
)
_PAIR = re.compile(r"([\w./-]+):[ \t]*[\"']?([\w./-]+)")
# Labels that every node has, or that Karpenter and EKS give.
_GIVEN = re.compile(
    r"(?:^|\.)(?:kubernetes\.io|k8s\.io|karpenter\.sh|karpenter\.k8s\.aws|eks\.amazonaws\.com|nvidia\.com)/"
)
_GROUP = re.compile(r"\b(?:instance_?[tT]ypes?|nodeGroups|managedNodeGroups|NodePool|Provisioner|node_groups)\b")
_GIB = 1024**3


def unfit(pods: Sequence[str], groups: Sequence[str]) -> Iterator[str]:
    """The demands of pods that no group of the paste meets.

    Args:
        pods: Fragments with containers.
        groups: The other fragments.
    """
    types = _types(groups)
    if types:
        yield from _too_large(pods, types)
    yield from _tainted(pods, groups)
    yield from _unlabelled(pods, groups)


def _types(groups: Sequence[str]) -> list[InstanceType]:
    """The types that groups name; none if they may be others too."""
    if any(map(_OPEN.search, groups)):
        return []
    names = {name for piece in groups for name in TYPE.findall(piece)}
    known = [catalog.instance_type(name) for name in sorted(names)]
    return [one for one in known if one] if all(known) else []


def _too_large(pods: Sequence[str], types: Sequence[InstanceType]) -> Iterator[str]:
    gpus = max((int(number) for piece in pods for number in _GPU_REQUEST.findall(piece)), default=0)
    counts = [one.gpu.count for one in types if one.gpu]
    if counts and gpus > max(counts):
        yield f"pod wants {gpus} GPUs and the largest type has {max(counts)}"
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


def _tainted(pods: Sequence[str], groups: Sequence[str]) -> Iterator[str]:
    tainted = {found["key"] for piece in groups if _TAINTED.search(piece) for found in _TAINT.finditer(piece)}
    tolerating = [piece for piece in pods if _TOLERATED.search(piece)]
    for key in sorted(tainted):
        # EKS gives pods that request a resource a toleration for a taint of its name (ExtendedResourceToleration).
        if pods and not any(key in piece for piece in pods) and not any(map(_ALL_TOLERATED.search, tolerating)):
            yield f"taint {key} not tolerated"


def _unlabelled(pods: Sequence[str], groups: Sequence[str]) -> Iterator[str]:
    if not any(map(_GROUP.search, groups)):
        return
    selectors = (found["pairs"] for piece in pods for found in _SELECTOR.finditer(piece))
    for key, value in dict.fromkeys(pair for pairs in selectors for pair in _PAIR.findall(pairs)):
        if not _GIVEN.search(key) and not any(key in piece for piece in groups):
            yield f"selector {key}={value} given by no group"
