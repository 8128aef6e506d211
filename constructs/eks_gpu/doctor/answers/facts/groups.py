"""Node groups and NodePools whose nodes cannot serve the pods: without driver, without GPUs, beyond their limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.doctor.answers.facts.pieces import mappings, types_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.facts.pieces import Pieces

_GPU_TYPE = re.compile(r"\b((?:p|g)\d[a-z]*\.(?:\d*xlarge|metal))\b")
# AMIs without NVIDIA's driver: types of EKS, families of eksctl, names of images.
_PLAIN_AMI = re.compile(
    r"\b(AL2_x86_64|AL2023_x86_64_STANDARD|BOTTLEROCKET_x86_64|amazon-eks-node-al2023-x86_64-standard[\w.*-]*|"
    r"amazon-eks-node-\d[\w.*-]*)(?![\w])"
)
# Amazon Linux 2, later systems, and where a file or a sentence names a Kubernetes version.
_AL2 = re.compile(
    r"\b(?:AL2_(?:x86_64(?:_GPU)?|ARM_64)|amazon-eks-(?:gpu-|arm64-)?node-1\.[\w.*-]+|al2@[\w.]+)|"
    r"amiFamily: [\"']?(?:AmazonLinux2|AL2)\b(?!\d)"
)
_LATER, _QUOTES = re.compile(r"AL2023_|al2023@|amazon-eks-node-al2023|BOTTLEROCKET_|bottlerocket@"), "\"'"
_VERSION = re.compile(
    r"(?:(?:cluster|kubernetes|eks)_?version|version)\"?\s*[:=]\s*[\"']?v?1\.(\d\d)\b(?!\.\d)|"
    r"\b(?:EKS|[Kk]ubernetes|k8s|cluster|to|version) v?1\.(\d\d)\b",
    re.IGNORECASE,
)
_AMI_KEY = re.compile(r"(?:ami_?type|amiType|name|Type)[`\"]?\s*(?:[:=]|is|of)?\s*[`\"]?$", re.IGNORECASE)
_CATEGORIES = re.compile(
    r"instance-(?P<what>category|family|gpu-count)\"?\s*\n?[^\n]*?\s*operator:\s*\"?In\"?\s*values:\s*(?P<values>\[[^\]]*\]|(?:\s*-\s*\S+)+)"
)
_GPU_FAMILY = re.compile(r"\b(?:[pg]\d?\w*|inf\d?\w*|trn\d?\w*)\b")
# Groups of eksctl: one that may have no node, and what the autoscaler must know of such a node.
_OF_EKSCTL = re.compile(r"^[ \t]*(?:managedN|n)odeGroups:", re.MULTILINE)
_MARKED = re.compile(r"\b(?:labels|taints):")
_OF_ZERO = re.compile(r"minSize:\s*0\b")
_NODE_TAGS = re.compile(r"node-template/|propagateASGTags:\s*true")


def facts(pieces: Pieces) -> Iterator[str]:
    """Facts of each group by itself."""
    yield from _ended(pieces.text)
    for piece in pieces.others:
        yield from _images(piece)
        yield from _tags(piece)
        if "NodePool" in piece or "Provisioner" in piece:
            yield from _of_pool(piece)


def _ended(text: str) -> Iterator[str]:
    """Amazon Linux 2 with a Kubernetes version that has none."""
    image = _AL2.search(text)
    versions = [int(first or second) for first, second in _VERSION.findall(text)]
    last = int(catalog.last_minor_of_amazon_linux_2().removeprefix("1."))
    if image and versions and max(versions) > last and not _LATER.search(text):
        yield f"AMI {image[0].split()[-1].strip(_QUOTES)} with Kubernetes 1.{max(versions)}"


def _images(piece: str) -> Iterator[str]:
    types = set(_GPU_TYPE.findall(piece))
    if not types or types != set(types_in(piece)):
        return
    for found in _PLAIN_AMI.finditer(piece):
        line = piece[piece.rfind("\n", 0, found.start()) + 1 : piece.find("\n", found.end())]
        if _AMI_KEY.search(piece[: found.start()][-30:]) or _GPU_TYPE.search(line):
            yield f"GPU type with AMI {found[1]} without driver"
            return


def _tags(piece: str) -> Iterator[str]:
    is_of_zero = bool(_OF_EKSCTL.search(piece) and _OF_ZERO.search(piece))
    if is_of_zero and _MARKED.search(piece) and not _NODE_TAGS.search(piece):
        yield "eksctl group of zero without template tags"


def _of_pool(piece: str) -> Iterator[str]:
    found = _CATEGORIES.search(piece)
    if found and found["what"] != "gpu-count" and not _GPU_FAMILY.search(found["values"]):
        yield "NodePool admits no GPU type"
    known = [catalog.instance_type(name) for name in dict.fromkeys(types_in(piece))]
    types = [one for one in known if one]
    if not types or len(types) < len(known) or "instance-category" in piece:
        return
    least = {
        "cpu": min(one.vcpus for one in types),
        "nvidia.com/gpu": min(one.gpu.count if one.gpu else 0 for one in types),
    }
    # Limits of a NodePool have no units, those of a container may.
    limits = [(what, limit) for pairs in mappings(piece, "limits") for what, limit in pairs.items() if what in least]
    for what, limit in limits:
        if limit.isdigit() and int(limit) < least[what]:
            yield f"NodePool admits {limit} {what} and its smallest type has {least[what]}"
