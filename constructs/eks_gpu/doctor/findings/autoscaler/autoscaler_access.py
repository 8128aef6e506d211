"""The autoscaler's ClusterRole lacks a permission that it needs.

**Why.** The autoscaler fills all of its caches before it begins. If it may not list one kind of object, it never
begins, and adds no nodes (kubernetes/autoscaler#9244).

**Fix.** Apply the platform stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.autoscaling.autoscaler_access import CLUSTER_RULES, NAME
from eks_gpu.doctor.finding import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Role
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get clusterrole cluster-autoscaler -o yaml
kind: ClusterRole
metadata: {name: cluster-autoscaler}
rules:
  - apiGroups: [""]
    resources: [namespaces, persistentvolumeclaims, persistentvolumes, pods, replicationcontrollers, services]
    verbs: [get, list, watch]
  - {apiGroups: [""], resources: [nodes], verbs: [get, list, watch, update]}
  - {apiGroups: [""], resources: [pods/eviction], verbs: [create]}
  - {apiGroups: [""], resources: [events], verbs: [create, patch]}
  - {apiGroups: [apps], resources: [daemonsets, replicasets, statefulsets], verbs: [get, list, watch]}
  - {apiGroups: [batch], resources: [jobs], verbs: [get, list, watch]}
  - {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [get, list, watch]}
"""
GOOD = """\
# kubectl get clusterrole cluster-autoscaler -o yaml
kind: ClusterRole
metadata: {name: cluster-autoscaler}
rules:
  - apiGroups: [""]
    resources: [namespaces, persistentvolumeclaims, persistentvolumes, pods, replicationcontrollers, services]
    verbs: [get, list, watch]
  - {apiGroups: [""], resources: [nodes], verbs: [get, list, watch, update]}
  - {apiGroups: [""], resources: [pods/eviction], verbs: [create]}
  - {apiGroups: [""], resources: [events], verbs: [create, patch]}
  - {apiGroups: [apps], resources: [daemonsets, replicasets, statefulsets], verbs: [get, list, watch]}
  - {apiGroups: [batch], resources: [jobs], verbs: [get, list, watch]}
  - {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [get, list, watch]}
  - apiGroups: [resource.k8s.io]
    resources: [deviceclasses, resourceclaims, resourceslices]
    verbs: [get, list, watch]
  - apiGroups: [storage.k8s.io]
    resources: [csidrivers, csinodes, csistoragecapacities, storageclasses, volumeattachments]
    verbs: [get, list, watch]
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for every verb on every resource that the autoscaler needs."""
    if situation.design.autoscaler is None:
        return
    for role in situation.seen.cluster_roles:
        missing = sorted(_missing(role)) if role.name == NAME else []
        if missing:
            message = f"the role does not allow {listed(missing)}"
            yield error(__name__, f"ClusterRole {role.name}", message, f"cdktf deploy {situation.design.name}-platform")


def _missing(role: Role) -> Iterator[str]:
    for group, resources, verbs in CLUSTER_RULES:
        for resource in resources:
            # Kubernetes before 1.34 does not have this API group, and its autoscaler does not read it.
            lacking = [verb for verb in verbs if not _allows(role, group, resource, verb)]
            if lacking and group != "resource.k8s.io":
                yield f"{'/'.join(lacking)} {resource}"


def _allows(role: Role, group: str, resource: str, verb: str) -> bool:
    return any(
        {group, "*"} & set(rule.groups)
        and {resource, "*"} & set(rule.resources)
        and {verb, "*"} & set(rule.verbs)
        and not rule.names
        for rule in role.rules
    )
