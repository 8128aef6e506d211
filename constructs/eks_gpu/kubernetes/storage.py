"""Volumes for pods."""

from __future__ import annotations

from eks_gpu.bindings import Construct, storage_class_v1
from eks_gpu.kubernetes.blocks import MANAGED_BY, blocks


class DefaultStorageClass(Construct):
    """`gp3`, the default: encrypted, expandable, and made in the zone where the pod has landed.

    EKS clusters have no default class since 1.30, and an immediately bound volume would tie a GPU pod to a zone
    before anyone knows whether that zone has a GPU.
    """

    def __init__(self, scope: Construct, id: str) -> None:
        """Create the class."""
        super().__init__(scope, id)
        metadata = {
            "name": "gp3",
            "labels": MANAGED_BY,
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        }
        fields = {
            "metadata": metadata,
            "storage_provisioner": "ebs.csi.aws.com",
            "parameters": {"type": "gp3", "encrypted": "true"},
            "volume_binding_mode": "WaitForFirstConsumer",
            "allow_volume_expansion": True,
            "reclaim_policy": "Delete",
        }
        storage_class_v1.StorageClassV1(self, "gp3", **blocks(storage_class_v1, "StorageClassV1", fields))
