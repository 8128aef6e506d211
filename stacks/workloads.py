"""`<cluster>-workloads`: namespaces, quotas, GPU workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.kubernetes.namespace import Namespace
from eks_gpu.kubernetes.workload import Workload
from stacks.kubernetes import KubernetesStack

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.design import ClusterDesign


class WorkloadsStack(KubernetesStack):
    """What the cluster is for."""

    def __init__(self, scope: Construct, design: ClusterDesign) -> None:
        """Create the stack."""
        super().__init__(scope, "workloads", design)
        namespaces = {
            namespace.name: Namespace(self, f"namespace-{namespace.name}", namespace) for namespace in design.namespaces
        }
        for workload in design.workloads:
            home = namespaces.get(workload.spec.namespace)
            Workload(self, workload.id, workload, after=home.resources if home else [])
