"""The edit leaves a component to others, which deletes the one that runs.

**Why.** Terraform deletes eks-gpu's DaemonSet as soon as the edit is applied. Without a device plugin a node offers no
GPUs: pods that run keep theirs, and no other pod starts until another plugin has registered. A deleted StorageClass
keeps its volumes, but a claim that names it waits forever, and so does the next replica of a stateful set.

**Fix.** Install the other plugin directly after the apply, never before it: two plugins on one node hide its GPUs.
Before you leave the class `gp3`, look for claims that use it: `kubectl get pvc -A`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.cluster.owners import OWN_STORAGE_CLASS, makes_storage_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_RESOURCES = {"device_plugin": "GPUs", "efa_plugin": "EFA devices"}

BEFORE = """\
device_plugin: eks-gpu
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max: 2}
"""
BAD = """\
device_plugin: existing
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max: 2}
"""
GOOD = """\
device_plugin: eks-gpu
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max: 3}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for components that the platform stack no longer contains."""
    for field, resources in _RESOURCES.items():
        if getattr(old, field) and new.gpu_groups and getattr(new.spec, field) != getattr(old.spec, field):
            message = f"eks-gpu's DaemonSet is deleted: nodes offer no {resources} until another plugin runs on them"
            yield warning(__name__, field, message, "install the other plugin directly after the apply, not before it")
    if makes_storage_class(old.spec) and not makes_storage_class(new.spec):
        message = (
            f"the StorageClass {OWN_STORAGE_CLASS} is deleted; its volumes stay, but new claims of it wait forever"
        )
        fix = "look for claims that use it first: kubectl get pvc -A"
        yield warning(__name__, "storage_class", message, fix)
