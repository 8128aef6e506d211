"""Objects around a serving pod: identity, Secrets, volumes, probes, budget, scaling, load balancer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.kubernetes.manifests import name_of, pod_of

if TYPE_CHECKING:
    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine


def _object(objects: list[Manifest], name: str) -> Manifest:
    return next(found for found in objects if name_of(found) == name)


def _pod(objects: list[Manifest], name: str = "Deployment llm") -> dict[str, Any]:
    pod = pod_of(_object(objects, name))
    assert pod
    return pod


def _container(objects: list[Manifest], name: str = "Deployment llm") -> dict[str, Any]:
    container: dict[str, Any] = _pod(objects, name)["containers"][0]
    return container


def test_secrets_are_named_and_never_written(objects: list[Manifest]) -> None:
    assert _container(objects)["envFrom"] == [{"secretRef": {"name": "hub"}}, {"secretRef": {"name": "keys.team"}}]
    assert _pod(objects)["imagePullSecrets"] == [{"name": "registry"}]


def test_an_account_is_made_once_and_shared(objects: list[Manifest], resources: Resources) -> None:
    account = _object(objects, "ServiceAccount reader")

    assert account["metadata"]["namespace"] == "free"
    assert account["automountServiceAccountToken"] is False
    assert {_pod(objects, name)["serviceAccountName"] for name in ("Deployment llm", "StatefulSet store")} == {"reader"}
    assert (
        sum(
            resource["metadata"]["name"] == "reader" for resource in resources["kubernetes_service_account_v1"].values()
        )
        == 1
    )
    # Pod Identity brings a token of its own.
    assert _pod(objects)["automountServiceAccountToken"] is False


def test_the_keys_of_a_secret_are_files(objects: list[Manifest]) -> None:
    mounts = {mount["mountPath"]: mount for mount in _container(objects)["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in _pod(objects)["volumes"]}

    assert mounts["/etc/tls"]["readOnly"] is True
    assert volumes[mounts["/etc/tls"]["name"]]["secret"] == {"secretName": "keys.tls"}


def test_a_claim_is_writable_for_the_group(objects: list[Manifest]) -> None:
    assert _pod(objects, "StatefulSet store")["securityContext"] == {
        "runAsGroup": 100,
        "fsGroup": 100,
        "fsGroupChangePolicy": "OnRootMismatch",
    }
    assert _pod(objects)["securityContext"] == {
        "runAsUser": 1000,
        "runAsGroup": 1000,
        "runAsNonRoot": True,
        "fsGroup": 1000,
        "fsGroupChangePolicy": "OnRootMismatch",
    }
    assert "securityContext" not in _pod(objects, "Deployment web")


def test_scratch_is_limited_and_counted(objects: list[Manifest]) -> None:
    volumes = {volume["name"]: volume for volume in _pod(objects)["volumes"]}
    resources = _container(objects)["resources"]

    assert volumes["scratch-cache"]["emptyDir"] == {"sizeLimit": "20Gi"}
    assert resources["requests"]["ephemeral-storage"] == resources["limits"]["ephemeral-storage"] == "30Gi"


def test_files_are_a_config_map_and_a_new_text_makes_new_pods(objects: list[Manifest]) -> None:
    mounts = {mount["mountPath"]: mount for mount in _container(objects)["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in _pod(objects)["volumes"]}
    found = _object(objects, "ConfigMap llm-files-etc-llm")

    assert mounts["/etc/llm"] == {"name": "files-etc-llm", "mountPath": "/etc/llm", "readOnly": True}
    assert volumes["files-etc-llm"]["configMap"] == {"name": "llm-files-etc-llm"}
    # As Terraform will have read it: it is not a reference.
    assert found["data"] == {"app_config.yaml": "home: ${HOME}\n"}
    template = _object(objects, "Deployment llm")["spec"]["template"]["metadata"]
    assert len(template["annotations"]["eks-gpu.io/files"]) == 16


def test_a_claim_is_a_stateful_sets_own(objects: list[Manifest]) -> None:
    (claim,) = _object(objects, "StatefulSet store")["spec"]["volumeClaimTemplates"]

    assert claim["metadata"]["name"] == "claim-var-lib-store"
    assert claim["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "gp3",
        "resources": {"requests": {"storage": "100Gi"}},
    }
    assert _container(objects, "StatefulSet store")["volumeMounts"] == [
        {"name": "claim-var-lib-store", "mountPath": "/var/lib/store"}
    ]
    assert "volumes" not in _pod(objects, "StatefulSet store")


def test_probes_ask_what_is_written(objects: list[Manifest]) -> None:
    container = _container(objects)

    assert container["startupProbe"] == {
        "exec": {"command": ["bash", "-c", "test -e ${READY}"]},
        "periodSeconds": 10,
        "timeoutSeconds": 5,
        "failureThreshold": 120,
    }
    assert container["readinessProbe"]["httpGet"] == {"path": "/health", "port": 9000}
    assert container["livenessProbe"]["tcpSocket"] == {"port": 8000}
    assert container["livenessProbe"]["failureThreshold"] == 6


def test_a_model_may_load_before_liveness_counts(objects: list[Manifest]) -> None:
    container = _container(objects, "StatefulSet store")
    startup = container["startupProbe"]

    assert startup["tcpSocket"] == {"port": 6333}
    assert startup["periodSeconds"] * startup["failureThreshold"] == 30 * 60
    assert "readinessProbe" not in container


def test_a_serving_pod_is_ready_when_its_port_answers(objects: list[Manifest]) -> None:
    container = _container(objects, "Deployment web")

    assert container["readinessProbe"]["tcpSocket"] == {"port": 8000}
    assert "livenessProbe" not in container
    assert "startupProbe" not in container


def test_a_pod_drains_before_it_stops(objects: list[Manifest]) -> None:
    assert _container(objects)["lifecycle"] == {"preStop": {"exec": {"command": ["sleep", "15"]}}}
    assert _pod(objects)["terminationGracePeriodSeconds"] == 90


def test_an_update_with_surge_takes_nothing_away_but_what_may_be_missing(objects: list[Manifest]) -> None:
    spec = _object(objects, "Deployment llm")["spec"]

    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 1}
    assert spec["progressDeadlineSeconds"] == (30 + 20) * 60


def test_a_budget_counts_what_may_be_missing(objects: list[Manifest]) -> None:
    budget = _object(objects, "PodDisruptionBudget llm")

    assert budget["spec"]["maxUnavailable"] == 1
    assert budget["spec"]["selector"]["matchLabels"] == _object(objects, "Service llm")["spec"]["selector"]
    assert not any(name_of(found) == "PodDisruptionBudget web" for found in objects)


def test_the_number_of_pods_is_left_to_what_scales_them(objects: list[Manifest], resources: Resources) -> None:
    scaler = _object(objects, "HorizontalPodAutoscaler llm")["spec"]
    (llm,) = (
        resource for resource in resources["kubernetes_deployment_v1"].values() if resource["metadata"]["name"] == "llm"
    )

    assert "spec[0].replicas" in llm["lifecycle"]["ignore_changes"]
    assert llm["spec"]["replicas"] == "1"
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (1, 3)
    assert scaler["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "llm"}
    assert [metric["type"] for metric in scaler["metrics"]] == ["Resource", "Pods", "External"]
    assert scaler["metrics"][1]["pods"]["target"] == {"type": "AverageValue", "averageValue": "5"}
    assert scaler["metrics"][2]["external"]["metric"]["selector"]["matchLabels"] == {"queue_name": "prompts"}
    assert scaler["behavior"]["scaleDown"]["stabilizationWindowSeconds"] == 600


def test_replicas_that_something_else_scales_are_left_to_it(objects: list[Manifest], resources: Resources) -> None:
    (keda,) = (
        resource
        for resource in resources["kubernetes_deployment_v1"].values()
        if resource["metadata"]["name"] == "keda"
    )

    assert keda["spec"]["replicas"] == "0"
    assert "spec[0].replicas" in keda["lifecycle"]["ignore_changes"]
    assert not [one for one in objects if name_of(one) == "HorizontalPodAutoscaler keda"]


def test_an_internal_load_balancer_admits_the_vpc(objects: list[Manifest], resources: Resources) -> None:
    service = _object(objects, "Service llm")
    prefix = "service.beta.kubernetes.io/aws-load-balancer-"

    assert service["spec"]["type"] == "LoadBalancer"
    assert service["spec"]["loadBalancerSourceRanges"] == ["10.0.0.0/16"]
    assert service["metadata"]["annotations"][f"{prefix}type"] == "nlb"
    assert service["metadata"]["annotations"][f"{prefix}internal"] == "true"
    # Not by way of spot nodes; the cluster stack gives the system nodes this label.
    assert service["metadata"]["annotations"][f"{prefix}target-node-labels"] == "eks-gpu.io/group=system"
    assert _object(objects, "Service web")["spec"]["type"] == "ClusterIP"
    (made,) = (
        resource for resource in resources["kubernetes_service_v1"].values() if resource["metadata"]["name"] == "llm"
    )
    assert made["wait_for_load_balancer"] is False


def test_the_load_balancer_hides_the_client_where_asked(objects: list[Manifest]) -> None:
    """The other one is as it was before there was such a field."""
    attributes = "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes"
    hidden, usual = (_object(objects, f"Service {name}") for name in ("hairpin", "llm"))

    assert hidden["metadata"]["annotations"].pop(attributes) == "preserve_client_ip.enabled=false"
    assert hidden["metadata"]["annotations"] == usual["metadata"]["annotations"]


def test_ranks_with_efa_resolve_before_they_are_ready(objects: list[Manifest]) -> None:
    assert _object(objects, "Service ranks")["spec"]["publishNotReadyAddresses"] is True
    assert "publishNotReadyAddresses" not in _object(objects, "Service shards")["spec"]
    (container,) = _pod(objects, "StatefulSet ranks")["containers"]
    taken = {"nvidia.com/gpu": "8", "vpc.amazonaws.com/efa": "32", "hugepages-2Mi": "10256Mi"}
    assert container["resources"]["limits"].items() >= taken.items()
    assert container["resources"]["requests"].items() >= taken.items()
    found = [(variable["name"], variable["value"]) for variable in container["env"]]
    assert found == [("FI_EFA_USE_HUGE_PAGE", "0"), ("NCCL_DEBUG", "INFO")]


def test_a_file_can_set_the_priority(objects: list[Manifest]) -> None:
    assert _pod(objects, "StatefulSet store")["priorityClassName"] == "eks-gpu-batch"


INGRESS = "alb.ingress.kubernetes.io/"


def test_an_ingress_sends_requests_to_the_pods(objects: list[Manifest]) -> None:
    found = _object(objects, "Ingress chat")
    said = {key.removeprefix(INGRESS): value for key, value in found["metadata"]["annotations"].items()}
    (rule,) = found["spec"]["rules"]

    assert found["spec"]["ingressClassName"] == "alb"
    assert rule["host"] == "chat.example.com"
    assert rule["http"]["paths"] == [
        {"path": "/v1", "pathType": "Prefix", "backend": {"service": {"name": "chat", "port": {"number": 80}}}}
    ]
    assert said["target-type"] == "ip"
    assert said["scheme"] == "internet-facing"
    assert json.loads(said["listen-ports"]) == [{"HTTP": 80}, {"HTTPS": 443}]
    assert (said["healthcheck-path"], said["healthcheck-port"]) == ("/health", "8001")
    assert said["load-balancer-attributes"] == "idle_timeout.timeout_seconds=600"
    assert _object(objects, "Service chat")["spec"]["type"] == "ClusterIP"


def test_the_ingress_goes_before_what_it_needs(resources: Resources) -> None:
    """Terraform destroys in the reverse order of dependencies, and waits until the load balancer is gone."""
    (ingress,) = resources["kubernetes_ingress_v1"].values()

    (service,) = (key for key in resources["kubernetes_service_v1"] if key.startswith("cuda_chat_service"))
    assert ingress["depends_on"] == [f"kubernetes_service_v1.{service}"]
    assert not ingress.get("wait_for_load_balancer")


def test_a_load_balancer_of_the_controller_has_its_class(objects: list[Manifest]) -> None:
    service = _object(objects, "Service stream")

    assert service["spec"]["type"] == "LoadBalancer"
    assert service["spec"]["loadBalancerClass"] == "service.k8s.aws/nlb"
    assert service["metadata"]["annotations"] == {
        f"service.beta.kubernetes.io/aws-load-balancer-{key}": value
        for key, value in {
            "scheme": "internal",
            "nlb-target-type": "ip",
            "attributes": "load_balancing.cross_zone.enabled=true",
            "target-group-attributes": "preserve_client_ip.enabled=true",
            "listener-attributes.TCP-8001": "tcp.idle_timeout.seconds=600",
        }.items()
    }
    assert "loadBalancerClass" not in _object(objects, "Service hairpin")["spec"]


def test_pods_wait_for_their_load_balancer_where_they_have_one(objects: list[Manifest]) -> None:
    labels = {name: _object(objects, f"Namespace {name}")["metadata"]["labels"] for name in ("cuda", "free")}

    assert labels["cuda"].get("elbv2.k8s.aws/pod-readiness-gate-inject") == "enabled"
    assert "elbv2.k8s.aws/pod-readiness-gate-inject" not in labels["free"]
