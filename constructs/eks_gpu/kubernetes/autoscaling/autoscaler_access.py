"""The Cluster Autoscaler's permissions in Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, cluster_role_binding_v1, cluster_role_v1, role_binding_v1, role_v1
from eks_gpu.design.autoscaling.autoscaler_access import (
    CLUSTER_RULES,
    NAME,
    NAMESPACE,
    NAMESPACE_RULES,
    WATCH_CONFIG_MAPS,
)
from eks_gpu.kubernetes.labels import labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design.autoscaling.autoscaler_access import NamespaceRule

_GROUP = "rbac.authorization.k8s.io"


class AutoscalerAccess(Construct):
    """A ClusterRole to look around and to drain nodes, and a Role for what the autoscaler writes down.

    Leases are in the Role here, unlike in the example's ClusterRole: the autoscaler needs them only in its namespace.

    Attributes:
        resources: Objects that must exist before the autoscaler starts, which gives up if it may not list nodes.
    """

    def __init__(self, scope: Construct, id: str, *, priorities: bool) -> None:
        """Create the roles and bind them to the autoscaler's service account.

        Args:
            scope: The stack of the objects.
            id: Construct id.
            priorities: Whether it reads priorities of groups from a ConfigMap.
        """
        super().__init__(scope, id)
        rules = (*NAMESPACE_RULES, WATCH_CONFIG_MAPS) if priorities else NAMESPACE_RULES
        self.resources: list[ITerraformDependable] = [*self._cluster_wide(), *self._in_namespace(rules)]

    def _cluster_wide(self) -> list[ITerraformDependable]:
        role = cluster_role_v1.ClusterRoleV1(
            self,
            "cluster-role",
            metadata=cluster_role_v1.ClusterRoleV1Metadata(name=NAME, labels=labels(NAME)),
            rule=[
                cluster_role_v1.ClusterRoleV1Rule(api_groups=[group], resources=list(resources), verbs=list(verbs))
                for group, resources, verbs in CLUSTER_RULES
            ],
        )
        binding = cluster_role_binding_v1.ClusterRoleBindingV1(
            self,
            "cluster-role-binding",
            metadata=cluster_role_binding_v1.ClusterRoleBindingV1Metadata(name=NAME, labels=labels(NAME)),
            role_ref=cluster_role_binding_v1.ClusterRoleBindingV1RoleRef(
                api_group=_GROUP, kind="ClusterRole", name=NAME
            ),
            subject=[
                cluster_role_binding_v1.ClusterRoleBindingV1Subject(
                    kind="ServiceAccount", name=NAME, namespace=NAMESPACE
                )
            ],
        )
        return [role, binding]

    def _in_namespace(self, rules: Sequence[NamespaceRule]) -> list[ITerraformDependable]:
        role = role_v1.RoleV1(
            self,
            "role",
            metadata=role_v1.RoleV1Metadata(name=NAME, namespace=NAMESPACE, labels=labels(NAME)),
            rule=[
                role_v1.RoleV1Rule(
                    api_groups=[group],
                    resources=[resource],
                    resource_names=list(names) if names else None,
                    verbs=list(verbs),
                )
                for group, resource, names, verbs in rules
            ],
        )
        binding = role_binding_v1.RoleBindingV1(
            self,
            "role-binding",
            metadata=role_binding_v1.RoleBindingV1Metadata(name=NAME, namespace=NAMESPACE, labels=labels(NAME)),
            role_ref=role_binding_v1.RoleBindingV1RoleRef(api_group=_GROUP, kind="Role", name=NAME),
            subject=[role_binding_v1.RoleBindingV1Subject(kind="ServiceAccount", name=NAME, namespace=NAMESPACE)],
        )
        return [role, binding]
