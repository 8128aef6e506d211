"""Namespaces for workloads, and how many GPUs each may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, namespace_v1, resource_quota_v1
from eks_gpu.design.workloads import GPU_RESOURCE
from eks_gpu.kubernetes.blocks import MANAGED_BY, blocks

if TYPE_CHECKING:
    from eks_gpu.spec import NamespaceSpec


class Namespace(Construct):
    """A namespace, with a quota where the declaration sets one.

    The quota counts requests: for extended resources Kubernetes has no quota on limits, and refuses one.
    """

    def __init__(self, scope: Construct, id: str, spec: NamespaceSpec) -> None:
        """Create the namespace."""
        super().__init__(scope, id)
        fields = {"metadata": {"name": spec.name, "labels": MANAGED_BY}}
        self.resource = namespace_v1.NamespaceV1(self, "namespace", **blocks(namespace_v1, "NamespaceV1", fields))
        if spec.gpu_quota is None:
            return
        quota = {
            "metadata": {"name": "gpus", "namespace": spec.name, "labels": MANAGED_BY},
            "spec": {"hard": {f"requests.{GPU_RESOURCE}": str(spec.gpu_quota)}},
        }
        made = blocks(resource_quota_v1, "ResourceQuotaV1", quota)
        resource_quota_v1.ResourceQuotaV1(self, "quota", **made, depends_on=[self.resource])
