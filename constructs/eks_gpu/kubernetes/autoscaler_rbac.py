"""What the cluster autoscaler may do in Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, cluster_role_binding_v1, cluster_role_v1, role_binding_v1, role_v1
from eks_gpu.kubernetes.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.kubernetes.pods import Fields

_READ = ["get", "list", "watch"]


def _rule(groups: list[str], resources: list[str], verbs: list[str], names: list[str] | None = None) -> Fields:
    return {"api_groups": groups, "resources": resources, "verbs": verbs, "resource_names": names}


# As the autoscaler's AWS example grants, less what it needs only for lock kinds and API groups of the past.
CLUSTER_RULES = [
    _rule([""], ["events"], ["create", "patch"]),
    _rule([""], ["pods/eviction"], ["create"]),
    _rule([""], ["pods/status"], ["update"]),
    _rule([""], ["nodes"], [*_READ, "update"]),
    _rule(
        [""],
        ["namespaces", "pods", "services", "replicationcontrollers", "persistentvolumeclaims", "persistentvolumes"],
        _READ,
    ),
    _rule(["apps"], ["daemonsets", "replicasets", "statefulsets"], _READ),
    _rule(["batch"], ["jobs"], _READ),
    _rule(["policy"], ["poddisruptionbudgets"], _READ),
    _rule(
        ["storage.k8s.io"],
        ["csidrivers", "csinodes", "csistoragecapacities", "storageclasses", "volumeattachments"],
        _READ,
    ),
    # Watched by every autoscaler that knows dynamic resource allocation; without these it logs errors for ever.
    _rule(["resource.k8s.io"], ["deviceclasses", "resourceclaims", "resourceslices"], _READ),
]
NAMESPACE_RULES = [
    _rule([""], ["configmaps"], ["create", "list", "watch"]),
    _rule(
        [""],
        ["configmaps"],
        ["delete", "get", "update", "watch"],
        ["cluster-autoscaler-status", "cluster-autoscaler-priority-expander"],
    ),
    _rule(["coordination.k8s.io"], ["leases"], ["create"]),
    _rule(["coordination.k8s.io"], ["leases"], ["get", "update"], ["cluster-autoscaler"]),
]


class AutoscalerRbac(Construct):
    """Roles and bindings of the autoscaler: reading cluster-wide, its lock and its status in one namespace."""

    def __init__(self, scope: Construct, id: str, *, namespace: str, account: str, labels: Mapping[str, str]) -> None:
        """Create the roles and bind them to the service account."""
        super().__init__(scope, id)
        wide = {"metadata": {"name": account, "labels": dict(labels)}}
        local = {"metadata": {"name": account, "namespace": namespace, "labels": dict(labels)}}
        subject = [{"kind": "ServiceAccount", "name": account, "namespace": namespace}]
        self.resources: tuple[ITerraformDependable, ...] = (
            cluster_role_v1.ClusterRoleV1(
                self, "cluster-role", **blocks(cluster_role_v1, "ClusterRoleV1", {**wide, "rule": CLUSTER_RULES})
            ),
            cluster_role_binding_v1.ClusterRoleBindingV1(
                self,
                "cluster-role-binding",
                **blocks(
                    cluster_role_binding_v1,
                    "ClusterRoleBindingV1",
                    {**wide, "role_ref": _role_ref("ClusterRole", account), "subject": subject},
                ),
            ),
            role_v1.RoleV1(self, "role", **blocks(role_v1, "RoleV1", {**local, "rule": NAMESPACE_RULES})),
            role_binding_v1.RoleBindingV1(
                self,
                "role-binding",
                **blocks(
                    role_binding_v1,
                    "RoleBindingV1",
                    {**local, "role_ref": _role_ref("Role", account), "subject": subject},
                ),
            ),
        )


def _role_ref(kind: str, name: str) -> Fields:
    return {"api_group": "rbac.authorization.k8s.io", "kind": kind, "name": name}
