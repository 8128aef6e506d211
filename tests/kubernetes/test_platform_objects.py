"""Objects that every workload needs: device plugin, autoscaler, storage, namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.design.platform.device_plugin import design_device_plugin
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.cluster import DECLARATION
from tests.kubernetes.manifests import name_of
from tests.kubernetes.rules import tolerates

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign
    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine


def _object(objects: list[Manifest], kind_and_name: str) -> Manifest:
    return next(found for found in objects if name_of(found) == kind_and_name)


def _plugin(objects: list[Manifest]) -> dict[str, Any]:
    pod: dict[str, Any] = _object(objects, "DaemonSet nvidia-device-plugin")["spec"]["template"]["spec"]
    return pod


def _autoscaler(objects: list[Manifest]) -> dict[str, Any]:
    pod: dict[str, Any] = _object(objects, "Deployment cluster-autoscaler")["spec"]["template"]["spec"]
    return pod


def test_the_plugin_runs_on_gpu_nodes_that_lack_one(objects: list[Manifest]) -> None:
    required = _plugin(objects)["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]

    expression = {"key": GROUP_LABEL, "operator": "In", "values": ["small", "team", "fabric"]}
    assert required == {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}


def test_the_plugin_tolerates_every_taint_of_its_groups(objects: list[Manifest], design: ClusterDesign) -> None:
    tolerations = _plugin(objects)["tolerations"]
    taints = {
        taint: group.name
        for group in design.gpu_groups
        for taint in group.taints
        if taint.effect.kubernetes != "PreferNoSchedule"
    }

    assert {group for taint, group in taints.items() if not tolerates(tolerations, taint)} == {"rocket"}
    assert [item["key"] for item in tolerations] == ["nvidia.com/gpu", "team"]


def test_the_plugin_has_the_least_it_can_work_with(objects: list[Manifest]) -> None:
    pod = _plugin(objects)
    (container,) = pod["containers"]

    assert pod["priorityClassName"] == "system-node-critical"
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    assert [volume["hostPath"]["path"] for volume in pod["volumes"]] == ["/var/lib/kubelet/device-plugins"]
    assert container["image"] == "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"


def test_no_apply_waits_for_gpu_nodes(resources: Resources) -> None:
    assert {resource["wait_for_rollout"] for resource in resources["kubernetes_daemon_set_v1"].values()} == {False}


def test_no_plugin_next_to_bottlerockets_own() -> None:
    groups = [{"name": "rocket", "instance_types": ["g5.xlarge"], "max": 2, "os": "bottlerocket"}]
    design = design_cluster(ClusterSpec.model_validate({**DECLARATION, "gpu_node_groups": groups, "workloads": []}))

    assert design_device_plugin(design.spec, design.gpu_groups) is None


def test_images_come_from_the_mirror() -> None:
    spec = ClusterSpec.model_validate({**DECLARATION, "images": {"registry": "mirror.example/x"}})
    design = design_cluster(spec)
    plugin, autoscaler = design_device_plugin(spec, design.gpu_groups), design.autoscaler

    assert plugin
    assert plugin.image == "mirror.example/x/nvidia/k8s-device-plugin:v0.20.0"
    assert autoscaler
    assert autoscaler.image == "mirror.example/x/autoscaling/cluster-autoscaler:v1.35.2"


def test_the_autoscaler_finds_the_groups_of_its_cluster_only(objects: list[Manifest]) -> None:
    (container,) = _autoscaler(objects)["containers"]

    discovery = "asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/proof"
    assert f"--node-group-auto-discovery={discovery}" in container["args"]
    assert container["image"] == "registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.2"
    assert {item["name"]: item["value"] for item in container["env"]} == {
        "AWS_REGION": "us-west-2",
        "AWS_STS_REGIONAL_ENDPOINTS": "regional",
    }


@pytest.mark.parametrize(
    "flag",
    [
        "--cloud-provider=aws",
        "--balance-similar-node-groups",
        "--expander=least-waste",
        "--skip-nodes-with-local-storage=false",
        "--skip-nodes-with-system-pods=false",
        "--balancing-ignore-label=nodegroup-name",
        "--balancing-ignore-label=eks.amazonaws.com/sourceLaunchTemplateId",
        "--balancing-ignore-label=eks.amazonaws.com/sourceLaunchTemplateVersion",
    ],
)
def test_the_autoscaler_is_told(objects: list[Manifest], flag: str) -> None:
    (container,) = _autoscaler(objects)["containers"]

    assert flag in container["args"]
    assert "--gpu-total" not in " ".join(container["args"])


def test_the_autoscaler_runs_on_system_nodes_with_the_least_it_needs(objects: list[Manifest]) -> None:
    pod = _autoscaler(objects)
    (container,) = pod["containers"]

    assert pod["nodeSelector"] == {GROUP_LABEL: "system"}
    assert pod["priorityClassName"] == "system-cluster-critical"
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 65534)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["livenessProbe"]["httpGet"] == {"path": "/health-check", "port": 8085}


def test_the_autoscaler_may_be_drained(objects: list[Manifest]) -> None:
    spec = _object(objects, "PodDisruptionBudget cluster-autoscaler")["spec"]

    assert spec["maxUnavailable"] == 1
    assert "minAvailable" not in spec


def test_the_autoscaler_starts_after_its_access(resources: Resources) -> None:
    deployment = next(
        found
        for found in resources["kubernetes_deployment_v1"].values()
        if found["metadata"]["name"] == "cluster-autoscaler"
    )

    assert {address.split(".")[0] for address in deployment["depends_on"]} == {
        "kubernetes_cluster_role_binding_v1",
        "kubernetes_cluster_role_v1",
        "kubernetes_role_binding_v1",
        "kubernetes_role_v1",
        "kubernetes_service_account_v1",
    }
    assert deployment["spec"]["template"]["spec"]["service_account_name"] == "cluster-autoscaler"


# Calls in its source, so that a missing rule is found here and not in its log. (group, resource): verbs
NEEDED = {
    ("", "nodes"): {"get", "list", "watch", "update"},
    ("", "pods"): {"get", "list", "watch"},
    ("", "pods/eviction"): {"create"},
    ("", "events"): {"create", "patch"},
    ("apps", "daemonsets"): {"get", "list", "watch"},
    ("batch", "jobs"): {"get", "list", "watch"},
    ("policy", "poddisruptionbudgets"): {"get", "list", "watch"},
    ("resource.k8s.io", "resourceslices"): {"get", "list", "watch"},
    ("resource.k8s.io", "resourceclaims"): {"get", "list", "watch"},
    ("resource.k8s.io", "deviceclasses"): {"get", "list", "watch"},
    ("storage.k8s.io", "csinodes"): {"get", "list", "watch"},
    ("storage.k8s.io", "volumeattachments"): {"get", "list", "watch"},
}


@pytest.mark.parametrize("needed", NEEDED, ids="/".join)
def test_the_autoscaler_may_do_what_it_does(objects: list[Manifest], needed: tuple[str, str]) -> None:
    assert _verbs(_object(objects, "ClusterRole cluster-autoscaler"), needed) == NEEDED[needed]


def test_the_autoscaler_writes_in_its_own_namespace_only(objects: list[Manifest]) -> None:
    role = _object(objects, "ClusterRole cluster-autoscaler")
    writes = {
        (resource, verb)
        for rule in role["rules"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
        if verb not in {"get", "list", "watch"}
    }

    assert writes == {("nodes", "update"), ("pods/eviction", "create"), ("events", "create"), ("events", "patch")}
    assert not any("*" in {*rule["resources"], *rule["verbs"], *rule["apiGroups"]} for rule in role["rules"])
    own = _object(objects, "Role cluster-autoscaler")
    assert own["metadata"]["namespace"] == "kube-system"
    assert _verbs(own, ("coordination.k8s.io", "leases")) == {"create", "get", "update"}
    assert _verbs(own, ("", "configmaps")) == {"create", "get", "update", "delete"}


def _verbs(role: Manifest, wanted: tuple[str, str]) -> set[str]:
    group, resource = wanted
    return {
        verb
        for rule in role["rules"]
        if group in rule["apiGroups"] and resource in rule["resources"]
        for verb in rule["verbs"]
    }


@pytest.mark.parametrize("kind", ["ClusterRoleBinding", "RoleBinding"])
def test_the_autoscalers_roles_are_bound_to_it(objects: list[Manifest], kind: str) -> None:
    binding = _object(objects, f"{kind} cluster-autoscaler")

    assert binding["roleRef"]["kind"] == kind.removesuffix("Binding")
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "cluster-autoscaler", "namespace": "kube-system"}]


def test_no_autoscaler_where_none_is_wanted() -> None:
    spec = ClusterSpec.model_validate({**DECLARATION, "autoscaler": {"kind": "none"}})

    assert design_cluster(spec).autoscaler is None


def test_volumes_are_encrypted_and_made_where_the_pod_is(objects: list[Manifest]) -> None:
    found = _object(objects, "StorageClass gp3")

    assert found["metadata"]["annotations"] == {"storageclass.kubernetes.io/is-default-class": "true"}
    assert found["parameters"] == {"type": "gp3", "encrypted": "true"}
    assert (found["provisioner"], found["volumeBindingMode"]) == ("ebs.csi.aws.com", "WaitForFirstConsumer")
    assert (found["allowVolumeExpansion"], found["reclaimPolicy"]) == (True, "Delete")


def test_a_quota_counts_requests(resources: Resources, objects: list[Manifest]) -> None:
    quota = _object(objects, "ResourceQuota gpu")

    assert quota["metadata"]["namespace"] == "cuda"
    assert quota["spec"] == {"hard": {"requests.nvidia.com/gpu": "8"}}
    assert len(resources["kubernetes_resource_quota_v1"]) == 1
    assert all(found["wait_for_default_service_account"] for found in resources["kubernetes_namespace_v1"].values())
