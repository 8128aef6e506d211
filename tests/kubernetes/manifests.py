"""Kubernetes manifests out of the provider's resources, for checks by Kubernetes' own schemas.

The provider writes the fields of Kubernetes in its own way: blocks in the singular, numbers as text, some names
changed. Unknown parts stay as they are, and the strict schemas refuse them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.kubernetes.synthesis import Resources

Manifest = dict[str, Any]

KINDS = {
    "kubernetes_cluster_role_binding_v1": ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    "kubernetes_cluster_role_v1": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    "kubernetes_config_map_v1": ("v1", "ConfigMap"),
    "kubernetes_cron_job_v1": ("batch/v1", "CronJob"),
    "kubernetes_daemon_set_v1": ("apps/v1", "DaemonSet"),
    "kubernetes_deployment_v1": ("apps/v1", "Deployment"),
    "kubernetes_horizontal_pod_autoscaler_v2": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "kubernetes_ingress_v1": ("networking.k8s.io/v1", "Ingress"),
    "kubernetes_job_v1": ("batch/v1", "Job"),
    "kubernetes_namespace_v1": ("v1", "Namespace"),
    "kubernetes_persistent_volume_claim_v1": ("v1", "PersistentVolumeClaim"),
    "kubernetes_persistent_volume_v1": ("v1", "PersistentVolume"),
    "kubernetes_pod_disruption_budget_v1": ("policy/v1", "PodDisruptionBudget"),
    "kubernetes_pod_v1": ("v1", "Pod"),
    "kubernetes_priority_class_v1": ("scheduling.k8s.io/v1", "PriorityClass"),
    "kubernetes_resource_quota_v1": ("v1", "ResourceQuota"),
    "kubernetes_role_binding_v1": ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    "kubernetes_role_v1": ("rbac.authorization.k8s.io/v1", "Role"),
    "kubernetes_service_account_v1": ("v1", "ServiceAccount"),
    "kubernetes_service_v1": ("v1", "Service"),
    "kubernetes_stateful_set_v1": ("apps/v1", "StatefulSet"),
    "kubernetes_storage_class_v1": ("storage.k8s.io/v1", "StorageClass"),
}
# Fields only for Terraform or the provider.
_NOT_KUBERNETES = {
    "depends_on",
    "lifecycle",
    "target_state",
    "timeouts",
    "wait_for_completion",
    "wait_for_default_service_account",
    "wait_for_load_balancer",
    "wait_for_rollout",
    "wait_until_bound",
}
_PLURALS = {
    "container": "containers",
    "env": "env",
    "init_container": "initContainers",
    "match_expressions": "matchExpressions",
    "metric": "metrics",
    "node_selector_term": "nodeSelectorTerms",
    "on_pod_condition": "onPodConditions",
    "path": "paths",
    "policy": "policies",
    "port": "ports",
    "rule": "rules",
    "subject": "subjects",
    "toleration": "tolerations",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_claim_template": "volumeClaimTemplates",
    "volume_mount": "volumeMounts",
}
_RENAMED = {
    ("DaemonSet", "strategy"): "updateStrategy",
    ("StorageClass", "storage_provisioner"): "provisioner",
    ("CronJob", "timezone"): "timeZone",
    ("Service", "cluster_ip"): "clusterIP",
    ("DaemonSet", "host_pid"): "hostPID",
}
_FREE_KEYS = {
    "annotations",
    "data",
    "capacity",
    "hard",
    "labels",
    "limits",
    "match_labels",
    "node_selector",
    "parameters",
    "requests",
    "volume_attributes",
}
# Blocks of which there is one at most, and which the bindings take as a list all the same.
_SINGLE = {"label_selector", "pre_stop", "rolling_update", "scale_down", "tcp_socket", "update_strategy"}
_SINGLE_OF_KIND = {("HorizontalPodAutoscaler", "selector"), ("PersistentVolume", "spec")}
_INTEGERS = {"fs_group", "replicas", "run_as_group", "run_as_user"}
_INTEGERS_OR_TEXT = {"max_surge", "max_unavailable", "port", "target_port"}


def manifests(resources: Resources) -> list[Manifest]:
    """A manifest for every resource of Kubernetes; a type without one is an error."""
    found = {kind: named for kind, named in resources.items() if kind != "terraform_data"}
    return [manifest(kind, resource) for kind, named in found.items() for resource in named.values()]


def manifest(resource_type: str, resource: dict[str, Any]) -> Manifest:
    """The manifest of one resource."""
    version, kind = KINDS[resource_type]
    body = {key: value for key, value in resource.items() if key not in _NOT_KUBERNETES}
    return {"apiVersion": version, "kind": kind, **_fields(kind, body)}


def name_of(found: Manifest) -> str:
    """A manifest's kind and name, for messages."""
    return f"{found['kind']} {found['metadata']['name']}"


def pod_of(found: Manifest) -> dict[str, Any] | None:
    """The pod spec of a manifest, wherever its kind keeps it; None for kinds without pods."""
    spec: dict[str, Any] = found.get("spec", {})
    if found["kind"] == "Pod":
        return spec
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    pod: dict[str, Any] | None = spec.get("template", {}).get("spec")
    return pod


def _fields(kind: str, block: dict[str, Any]) -> dict[str, Any]:
    # The one block that Kubernetes lacks: there the source is next to the other fields.
    block = {**block, **block.get("persistent_volume_source", {})}
    block.pop("persistent_volume_source", None)
    return dict(_field(kind, key, value) for key, value in block.items())


def _field(kind: str, key: str, value: Any) -> tuple[str, Any]:
    if key in _FREE_KEYS or (kind, key) in {("Service", "selector"), ("ConfigMap", "data")}:
        return _camel_case(key), _text(value)
    if (key in _SINGLE or (kind, key) in _SINGLE_OF_KIND) and isinstance(value, list):
        (value,) = value
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _PLURALS.get(key, _camel_case(key)), [_fields(kind, item) for item in value]
    if isinstance(value, dict):
        return _RENAMED.get((kind, key), _camel_case(key)), _fields(kind, value)
    return _RENAMED.get((kind, key), _camel_case(key)), _scalar(key, value)


def _scalar(key: str, value: Any) -> Any:
    if key in _INTEGERS or (key in _INTEGERS_OR_TEXT and str(value).isdecimal()):
        return int(value)
    return _text(value)


def _text(value: Any) -> Any:
    """Text as the provider gets it, after Terraform has read its templates."""
    if isinstance(value, str):
        return value.replace("$${", "${").replace("%%{", "%{")
    if isinstance(value, dict):
        return {key: _text(item) for key, item in value.items()}
    return [_text(item) for item in value] if isinstance(value, list) else value


def _camel_case(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)
