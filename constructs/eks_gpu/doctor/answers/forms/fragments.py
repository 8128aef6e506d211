"""Facts that fragments of files give away: manifests, HCL, cluster files of eksctl, NodePools, cut off or indented.

A paste rarely holds a whole file, so nothing here is parsed: a fragment is read by its keys. Each fact is a line, which
branches of symptoms in words (`signatures/table/prose`) look for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.forms.fitting import TYPE, unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters of a paste that are looked through.
_MOST = 200_000
# Where another object or block begins.
_BORDER = re.compile(
    r"^[ \t]*(?:---|```[\w-]*|~~~[\w-]*)[ \t]*$|^(?=[ \t]*(?:apiVersion|kind): )|^(?=resource |module )", re.MULTILINE
)
_NAMES_GPU = re.compile(r"nvidia\.com/(?:gpu|mig-)|aws\.amazon\.com/neuron|amd\.com/gpu|resourceClaims")
_CONTAINERS = re.compile(r"^[ \t]*(?:- )?containers:", re.MULTILINE)
_TYPE = re.compile(r"\b((?:p|g)\d[a-z]*\.(?:\d*xlarge|metal))\b")
# AMIs without NVIDIA's driver: types of EKS, families of eksctl, names of images.
_PLAIN_AMI = re.compile(
    r"\b(AL2_x86_64|AL2023_x86_64_STANDARD|BOTTLEROCKET_x86_64|amazon-eks-node-al2023-x86_64-standard[\w.*-]*|"
    r"amazon-eks-node-\d[\w.*-]*)(?![\w])"
)
_AMI_KEY = re.compile(r"(?:ami_?type|amiType|name)\"?\s*[:=]\s*\"?", re.IGNORECASE)
_CATEGORIES = re.compile(
    r"instance-(?P<what>category|family|gpu-count)\"?\s*\n?[^\n]*?\s*operator:\s*\"?In\"?\s*values:\s*(?P<values>\[[^\]]*\]|(?:\s*-\s*\S+)+)"
)
_GPU_FAMILY = re.compile(r"\b(?:[pg]\d?\w*|inf\d?\w*|trn\d?\w*)\b")
# Groups of eksctl: one that may have no node, and what the autoscaler must know of such a node.
_OF_EKSCTL = re.compile(r"^[ \t]*(?:managedN|n)odeGroups:", re.MULTILINE)
_MARKED = re.compile(r"\b(?:labels|taints):")
_OF_ZERO = re.compile(r"minSize:\s*0\b")
_NODE_TAGS = re.compile(r"node-template/|propagateASGTags:\s*true")


def facts(text: str) -> list[str]:
    """One line for each fact, such as `fact: pod requests no GPU`.

    Args:
        text: A paste.
    """
    pieces = [piece for piece in _BORDER.split(text[:_MOST]) if piece and piece.strip()]
    return list(dict.fromkeys(f"fact: {one}" for one in _facts(pieces)))


def _facts(pieces: list[str]) -> Iterator[str]:
    pods = [piece for piece in pieces if _CONTAINERS.search(piece)]
    groups = [piece for piece in pieces if not _CONTAINERS.search(piece)]
    if pods and not any(map(_NAMES_GPU.search, pods)):
        yield "pod requests no GPU"
    yield from unfit(pods, groups)
    for piece in groups:
        yield from _of_group(piece)


def _of_group(piece: str) -> Iterator[str]:
    has_gpus = bool(_TYPE.search(piece))
    plain = next((found for found in _PLAIN_AMI.finditer(piece) if _AMI_KEY.search(piece[: found.start()][-30:])), None)
    if has_gpus and plain and len(set(_TYPE.findall(piece))) == len(set(TYPE.findall(piece))):
        yield f"GPU type with AMI {plain[1]} without driver"
    is_of_zero = bool(_OF_EKSCTL.search(piece) and _OF_ZERO.search(piece))
    if is_of_zero and _MARKED.search(piece) and not _NODE_TAGS.search(piece):
        yield "eksctl group of zero without template tags"
    if "NodePool" in piece or "Provisioner" in piece:
        found = _CATEGORIES.search(piece)
        if found and found["what"] != "gpu-count" and not _GPU_FAMILY.search(found["values"]):
            yield "NodePool admits no GPU type"
