"""`<cluster>-platform`: what every workload of the cluster relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design import NamespaceDesign
from eks_gpu.design.cluster.owners import makes_storage_class
from eks_gpu.kubernetes.autoscaling.cluster_autoscaler import ClusterAutoscaler
from eks_gpu.kubernetes.charts.class_ids import PoolIds
from eks_gpu.kubernetes.charts.releases import add_releases
from eks_gpu.kubernetes.monitoring.dcgm_exporter import DcgmExporter
from eks_gpu.kubernetes.platform.device_plugin import NvidiaDevicePlugin
from eks_gpu.kubernetes.platform.efa_plugin import EfaDevicePlugin
from eks_gpu.kubernetes.platform.prepull import Prepull
from eks_gpu.kubernetes.storage.storage_class import DefaultStorageClass
from eks_gpu.kubernetes.workloads.namespace import Namespace
from eks_gpu.kubernetes.workloads.priority import PriorityClasses
from eks_gpu.stacks.cluster import EFA_GROUP_OUTPUT, POOL_GROUPS_OUTPUT
from eks_gpu.stacks.kubernetes import KubernetesStack

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign


class PlatformStack(KubernetesStack):
    """Storage and priority classes, device plugin, exporter of metrics, autoscaler, images beforehand, charts."""

    def __init__(self, scope: Construct, design: TerraformDesign) -> None:
        """Create the stack."""
        super().__init__(scope, "platform", design)
        if makes_storage_class(design.spec):
            key = design.spec.encryption.volumes_key_arn
            DefaultStorageClass(self, "storage", default=not design.spec.existing_cluster, kms_key_arn=key)
        PriorityClasses(self, "priority")
        device_plugin = (
            [NvidiaDevicePlugin(self, "device-plugin", design.device_plugin).resource] if design.device_plugin else []
        )
        if design.dcgm_exporter:
            DcgmExporter(self, "dcgm-exporter", design.dcgm_exporter)
        for prepull in design.prepulls:
            Prepull(self, prepull.name, prepull)
        if design.efa_plugin:
            EfaDevicePlugin(self, "efa-plugin", design.efa_plugin)
        if design.autoscaler:
            ClusterAutoscaler(self, "autoscaler", design.autoscaler)
        namespaces = {
            name: Namespace(self, f"namespace-{name}", NamespaceDesign(name, limits=None)).resources
            for name in design.release_namespaces
        }
        add_releases(
            self,
            design,
            "platform",
            namespaces=namespaces,
            vpc_id=self.vpc_id,
            after=device_plugin,
            pool_ids=self._pool_ids() if design.pools else None,
        )

    def _pool_ids(self) -> PoolIds:
        """Ids for the node pools' classes, from the states of the other stacks."""
        subnet_ids, _ = self.subnet_ids()
        outputs = f"{self.state_of('cluster', 'cluster-state').fqn}.outputs"
        provisioner = self.design.provisioner
        efa = provisioner is not None and provisioner.efa_security_group
        return PoolIds(
            subnet_ids,
            f"{outputs}.{POOL_GROUPS_OUTPUT}",
            f"{outputs}.{EFA_GROUP_OUTPUT}" if efa else "",
        )
