"""`<cluster>-workloads`: namespaces, quotas, claims on shared storage, GPU workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.charts.gateways import is_gateway
from eks_gpu.design.storage.shared_storage import claim_name, mounts_of
from eks_gpu.kubernetes.charts.releases import add_releases
from eks_gpu.kubernetes.permissions.service_account import ServiceAccount
from eks_gpu.kubernetes.storage.volumes import ACCESS_POINT_ID, FILE_SYSTEM_ATTRIBUTES, SharedVolume
from eks_gpu.kubernetes.workloads.namespace import Namespace
from eks_gpu.kubernetes.workloads.workload import Workload
from eks_gpu.stacks.cluster import access_point_output, storage_output
from eks_gpu.stacks.kubernetes import KubernetesStack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable
    from eks_gpu.templates import TerraformDesign


class WorkloadsStack(KubernetesStack):
    """The workloads, which the cluster is for."""

    def __init__(self, scope: Construct, design: TerraformDesign) -> None:
        """Create the stack."""
        super().__init__(scope, "workloads", design)
        namespaces = {
            namespace.name: Namespace(self, f"namespace-{namespace.name}", namespace) for namespace in design.namespaces
        }
        ready = {name: namespace.resources for name, namespace in namespaces.items()}
        claims, accounts = self._claims(ready), self._service_accounts(ready)
        exposed: list[ITerraformDependable] = []
        every = [resource for resources in ready.values() for resource in resources]
        queues = add_releases(
            self, design, "workloads", namespaces={}, vpc_id=self.vpc_id, after=every, before_workloads=True
        )
        for workload in design.workloads:
            home = workload.spec.namespace
            mounted = [claim for volume in workload.volumes for claim in claims.get((volume.claim or "", home), [])]
            after = [*ready.get(home, []), *accounts.get((home, workload.service_account), []), *dict.fromkeys(mounted)]
            made = Workload(self, workload.id, workload, after=[*after, *(queues if workload.queued else ())])
            exposed += [made.service] if made.service and is_gateway(workload.spec) else []
        add_releases(self, design, "workloads", namespaces=ready, vpc_id=self.vpc_id, exposed=exposed)

    def _service_accounts(
        self, ready: Mapping[str, Sequence[ITerraformDependable]]
    ) -> dict[tuple[str, str | None], list[ITerraformDependable]]:
        """The service accounts of workloads, by namespace and name."""
        return {
            (account.namespace, account.name): [
                ServiceAccount(
                    self, f"service-account-{account.id}", account, after=ready.get(account.namespace, ())
                ).resource
            ]
            for account in self.design.service_accounts
            if not account.by_chart
        }

    def _claims(
        self, ready: Mapping[str, Sequence[ITerraformDependable]]
    ) -> dict[tuple[str, str], list[ITerraformDependable]]:
        """The claims on shared storage, by their name and the namespace."""
        used = list(mounts_of(self.design.storage))
        # A bucket is nothing of the cluster stack's, and without file systems its state is not read.
        made = any(storage.kind in FILE_SYSTEM_ATTRIBUTES for storage, _, _ in used)
        state = self.state_of("cluster", "cluster-state") if made else None
        claims = {}
        for storage, point, namespace in used:
            outputs = {
                name: storage_output(storage.name, name) for name in FILE_SYSTEM_ATTRIBUTES.get(storage.kind, ())
            }
            if point:
                outputs[ACCESS_POINT_ID] = access_point_output(storage.name, point.name)
            claim = claim_name(storage.name, point.name if point else None)
            volume = SharedVolume(
                self,
                f"claim_{namespace}_{claim.replace('.', '_')}",
                storage,
                namespace,
                attributes={name: state.get_string(output) for name, output in outputs.items() if state},
                access_point=point,
                after=ready.get(namespace, ()),
            )
            claims[claim, namespace] = volume.resources
        return claims
