"""A stateful set claims volumes on an existing cluster, and the file names no StorageClass.

**Why.** eks-gpu creates its class only on its own clusters. The default class of an existing cluster is not known here:
EKS makes none the default since Kubernetes 1.30, and a claim without a class then waits forever. Classes that bind a
volume at once can also place it in a zone without GPU nodes.

**Fix.** `kubectl get storageclass` lists the classes; write the name of one with `WaitForFirstConsumer`. With
`storage_class: eks-gpu` eks-gpu creates the class `gp3`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# The claim would have no class.
IGNORABLE = False

BAD = """\
existing_cluster: true
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
workloads:
  - name: cache
    kind: stateful_set
    image: registry.example/cache:1
    volumes: [{mount_path: /cache, claim: 20Gi}]
"""
GOOD = """\
existing_cluster: true
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
addons: {aws-ebs-csi-driver: existing}
storage_class: gp2
workloads:
  - name: cache
    kind: stateful_set
    image: registry.example/cache:1
    volumes: [{mount_path: /cache, claim: 20Gi}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for claims without a class."""
    for workload in design.workloads:
        for index, volume in enumerate(workload.volumes):
            if volume.kind == "claim" and volume.storage_class is None:
                message = (
                    f"claims of {workload.name} need a StorageClass, and eks-gpu creates none on an existing cluster"
                )
                fix = (
                    "write 'storage_class: NAME' with a class of the cluster, or 'storage_class: eks-gpu' to create gp3"
                )
                where = f"{workload.where}.volumes[{index}].claim"
                yield error(__name__, where, message, fix, "existing_cluster", "storage_class")
