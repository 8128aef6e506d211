"""A node label has a key that EKS refuses.

**Why.** Managed node groups take no label keys of the domains kubernetes.io, k8s.io and eks.amazonaws.com,
nor of their subdomains (eksctl #4007, terraform-aws-eks #3346); the apply fails at the node group.

**Fix.** Use a domain of your own, such as `example.com/team`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_DOMAINS = ("kubernetes.io", "k8s.io", "eks.amazonaws.com")


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the domain of every label."""
    for where, group in gpu_groups(design.spec):
        for key in group.labels:
            domain = key.rpartition("/")[0]
            if any(domain == reserved or domain.endswith(f".{reserved}") for reserved in _DOMAINS):
                message = f"EKS refuses the label key {key!r}: {listed(_DOMAINS)} and their subdomains are reserved"
                fix = f"write a domain of your own, such as example.com/{key.rpartition('/')[2]}"
                yield error(__name__, f"{where}.labels.{key}", message, fix)
