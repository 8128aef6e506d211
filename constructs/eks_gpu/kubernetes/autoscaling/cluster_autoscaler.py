"""The Cluster Autoscaler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct, config_map_v1, deployment_v1, pod_disruption_budget_v1, service_account_v1
from eks_gpu.design.autoscaling.autoscaler_access import NAME, NAMESPACE
from eks_gpu.kubernetes.autoscaling.autoscaler_access import AutoscalerAccess
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.lifecycle_blocks import restartable
from eks_gpu.kubernetes.structs import resource
from eks_gpu.kubernetes.workloads.containers import environment
from eks_gpu.kubernetes.workloads.pod_spec import tolerations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design.autoscaling.autoscaler import AutoscalerDesign

_PORT = 8085
_FINGERPRINT = "eks-gpu.io/node-groups"
# The name that its `priority.go` looks for.
_PRIORITIES = "cluster-autoscaler-priority-expander"


class ClusterAutoscaler(Construct):
    """The Cluster Autoscaler for EKS managed node groups, with the access it needs and no more.

    Its AWS permissions come by Pod Identity to the service account `kube-system/cluster-autoscaler`; the association is
    made with the role, in the cluster's stack. It learns its region from the environment, because pods cannot reach the
    instance metadata of nodes with a hop limit of 1 (kubernetes/autoscaler #6963).
    """

    def __init__(self, scope: Construct, id: str, design: AutoscalerDesign) -> None:
        """Create the service account, its access, the Deployment and its disruption budget."""
        super().__init__(scope, id)
        metadata = {"name": NAME, "namespace": NAMESPACE, "labels": labels(NAME)}
        account = service_account_v1.ServiceAccountV1(
            self,
            "service-account",
            metadata=service_account_v1.ServiceAccountV1Metadata(name=NAME, namespace=NAMESPACE, labels=labels(NAME)),
        )
        access = AutoscalerAccess(self, "access", priorities=bool(design.priorities))
        priorities = [self._priorities(design)] if design.priorities else []
        self.resource = resource(
            self,
            "deployment",
            deployment_v1,
            "DeploymentV1",
            metadata=metadata,
            spec={
                "replicas": "1",
                "selector": {"match_labels": labels(NAME)},
                "template": {
                    # A new value restarts the autoscaler, which makes it forget its models of groups.
                    "metadata": {"labels": labels(NAME), "annotations": _annotations(design)},
                    "spec": _pod(design),
                },
            },
            # It runs on nodes that are there: where it cannot start, let the apply say so, not a job that never runs.
            wait_for_rollout=True,
            lifecycle=restartable(),
            timeouts={"create": "5m", "update": "5m"},
            depends_on=[account, *access.resources, *priorities],
        )
        # Never more than it takes to drain a node: with one replica a minimum of one would block every node update.
        resource(
            self,
            "disruption-budget",
            pod_disruption_budget_v1,
            "PodDisruptionBudgetV1",
            metadata=metadata,
            spec={"max_unavailable": "1", "selector": {"match_labels": labels(NAME)}},
        )

    def _priorities(self, design: AutoscalerDesign) -> ITerraformDependable:
        """The ConfigMap of the priority expander; the autoscaler reads it again whenever it changes."""
        return config_map_v1.ConfigMapV1(
            self,
            "priorities",
            metadata=config_map_v1.ConfigMapV1Metadata(name=_PRIORITIES, namespace=NAMESPACE, labels=labels(NAME)),
            data={"priorities": _priorities_text(design.priorities)},
        )


def _priorities_text(priorities: Mapping[int, Sequence[str]]) -> str:
    """YAML: lists of patterns by priority."""
    lines = (
        f"{rank}:\n" + "".join(f"  - '{pattern}'\n" for pattern in patterns) for rank, patterns in priorities.items()
    )
    return "".join(lines)


def _annotations(design: AutoscalerDesign) -> dict[str, str]:
    scraped = {"prometheus.io/scrape": "true", "prometheus.io/port": str(_PORT)} if design.group_metrics else {}
    return {_FINGERPRINT: design.fingerprint, **scraped}


def _pod(design: AutoscalerDesign) -> dict[str, Any]:
    nobody = "65534"
    return {
        "container": [_container(design)],
        "service_account_name": NAME,
        "priority_class_name": "system-cluster-critical",
        "node_selector": dict(design.node_selector) or None,
        "toleration": tolerations(design.tolerations),
        # It asks for names in AWS only, and must work while the cluster's DNS waits for the node it is to buy.
        "dns_policy": "Default",
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": nobody,
            "run_as_group": nobody,
            "fs_group": nobody,
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
    }


def _container(design: AutoscalerDesign) -> dict[str, Any]:
    return {
        "name": NAME,
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        "command": ["/cluster-autoscaler"],
        "args": list(design.arguments),
        "env": environment(design.environment.items()),
        "port": [{"name": "http", "container_port": _PORT, "protocol": "TCP"}],
        # It answers while it waits to lead, and stops when its loop has not come round for ten minutes.
        "liveness_probe": _probe(failure_threshold=3),
        "readiness_probe": _probe(failure_threshold=1),
        # The example's figures; it holds the whole cluster in memory, and one that is killed scales nothing.
        "resources": {"requests": {"cpu": "100m", "memory": "600Mi"}, "limits": {"memory": "600Mi"}},
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def _probe(*, failure_threshold: int) -> dict[str, Any]:
    return {
        "http_get": {"path": "/health-check", "port": str(_PORT)},
        "period_seconds": 10,
        "timeout_seconds": 5,
        "failure_threshold": failure_threshold,
    }
