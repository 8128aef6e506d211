"""The cluster autoscaler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, deployment_v1, pod_disruption_budget_v1, service_account_v1
from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.kubernetes.autoscaler_rbac import AutoscalerRbac
from eks_gpu.kubernetes.blocks import MANAGED_BY, blocks

if TYPE_CHECKING:
    from eks_gpu.design.autoscaler import AutoscalerDesign
    from eks_gpu.kubernetes.pods import Fields

NAMESPACE, NAME = "kube-system", "cluster-autoscaler"
_SELECTOR = {"app.kubernetes.io/name": NAME}
_LABELS = {**MANAGED_BY, **_SELECTOR}
# Metrics and health; the autoscaler's default address.
_PORT = 8085


class ClusterAutoscaler(Construct):
    """The autoscaler in kube-system, on system nodes, with no more rights than it uses.

    Its AWS permissions come by Pod Identity for this very service account; the region comes by the environment,
    because nodes keep pods from the instance metadata.
    """

    def __init__(self, scope: Construct, id: str, design: AutoscalerDesign) -> None:
        """Create the autoscaler."""
        super().__init__(scope, id)
        metadata = {"name": NAME, "namespace": NAMESPACE, "labels": _LABELS}
        account = service_account_v1.ServiceAccountV1(
            self,
            "service-account",
            **blocks(service_account_v1, "ServiceAccountV1", {"metadata": metadata}),
        )
        rbac = AutoscalerRbac(self, "rbac", namespace=NAMESPACE, account=NAME, labels=_LABELS)
        budget = {"metadata": metadata, "spec": {"max_unavailable": "1", "selector": {"match_labels": _SELECTOR}}}
        pod_disruption_budget_v1.PodDisruptionBudgetV1(
            self, "disruption-budget", **blocks(pod_disruption_budget_v1, "PodDisruptionBudgetV1", budget)
        )
        deployment = {
            "metadata": metadata,
            "spec": {
                "replicas": "1",
                "selector": {"match_labels": _SELECTOR},
                "template": {"metadata": {"labels": _LABELS}, "spec": _pod(design)},
            },
            "wait_for_rollout": True,
        }
        deployment_v1.DeploymentV1(
            self,
            "deployment",
            **blocks(deployment_v1, "DeploymentV1", deployment),
            depends_on=[account, *rbac.resources],
        )


def _pod(design: AutoscalerDesign) -> Fields:
    return {
        "service_account_name": NAME,
        "priority_class_name": "system-cluster-critical",
        "enable_service_links": False,
        "node_selector": {GROUP_LABEL: "system"},
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": "65534",
            "fs_group": "65534",
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        "container": [
            {
                "name": NAME,
                "image": design.image,
                "image_pull_policy": "IfNotPresent",
                "command": ["./cluster-autoscaler"],
                "args": list(design.arguments),
                "env": [
                    {"name": "AWS_REGION", "value": design.region},
                    {"name": "AWS_STS_REGIONAL_ENDPOINTS", "value": "regional"},
                ],
                "port": [{"name": "metrics", "container_port": _PORT, "protocol": "TCP"}],
                "liveness_probe": {
                    "http_get": {"path": "/health-check", "port": str(_PORT)},
                    "initial_delay_seconds": 60,
                    "period_seconds": 30,
                    "failure_threshold": 5,
                },
                "resources": {"requests": {"cpu": "100m", "memory": "600Mi"}, "limits": {"memory": "1Gi"}},
                "security_context": {
                    "allow_privilege_escalation": False,
                    "read_only_root_filesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                },
            }
        ],
    }
