"""A name for the file of a cluster that has a name of its own in EKS."""

from __future__ import annotations

import re

# As in ClusterName and EksName of `eks_gpu.spec.model`.
_LONGEST = 31
_OF_A_FILE = re.compile(r"[a-z]([a-z0-9-]{0,29}[a-z0-9])?")
_OF_EKS = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")


def file_name_of(eks_name: str) -> str:
    """A cluster's name in EKS, as far as a file may have it: lower-case, with '-', and short."""
    if _OF_A_FILE.fullmatch(eks_name):
        return eks_name
    short = re.sub(r"[^a-z0-9]+", "-", eks_name.lower()).strip("-")
    return (short if short[:1].isalpha() else f"c{short}")[:_LONGEST].rstrip("-")


def is_eks_name(name: str) -> bool:
    """Whether EKS allows a cluster of this name."""
    return bool(_OF_EKS.fullmatch(name))
