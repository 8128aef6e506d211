"""A node label has a key that EKS or kubelet refuses.

**Why.** Managed node groups accept no label keys that begin with kubernetes.io/, k8s.io/ or eks.amazonaws.com/ (eksctl
#4007). EKS accepts keys in subdomains of the first two, but kubelet then refuses to start (terraform-aws-eks #3346),
except for node.kubernetes.io/ and kubelet.kubernetes.io/: the nodes never join.

**Fix.** Use your own domain, such as `example.com/team`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_EKS_REFUSES = ("kubernetes.io", "k8s.io", "eks.amazonaws.com")
_KUBELET_REFUSES = (".kubernetes.io", ".k8s.io")
_KUBELET_TAKES = ("node.kubernetes.io", "kubelet.kubernetes.io")

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      node-role.kubernetes.io/gpu: "true"
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      example.com/role: gpu
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the domain of every label."""
    for where, group in all_entries(design.spec):
        for key in group.labels:
            refusal = _refusal(key.rpartition("/")[0])
            if refusal:
                fix = f"use your own domain, such as example.com/{key.rpartition('/')[2]}"
                yield error(__name__, f"{where}.labels.{key}", f"{refusal} the label key {key!r}", fix)


def _refusal(domain: str) -> str:
    if domain in _EKS_REFUSES or domain.endswith(".eks.amazonaws.com"):
        return "EKS refuses"
    if domain.endswith(_KUBELET_REFUSES) and not domain.endswith(_KUBELET_TAKES):
        return "kubelet does not start with"
    return ""
