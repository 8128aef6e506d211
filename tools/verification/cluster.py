"""Kubectl's answers about a cluster, and whether the verification may use it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tools.verification.copies import Access, Document

# kubectl's name for each type of resource that the stacks create.
KINDS: Mapping[str, str] = {
    "kubernetes_cluster_role_binding_v1": "clusterrolebindings",
    "kubernetes_cluster_role_v1": "clusterroles",
    "kubernetes_config_map_v1": "configmaps",
    "kubernetes_cron_job_v1": "cronjobs",
    "kubernetes_daemon_set_v1": "daemonsets",
    "kubernetes_deployment_v1": "deployments",
    "kubernetes_horizontal_pod_autoscaler_v2": "horizontalpodautoscalers",
    "kubernetes_job_v1": "jobs",
    "kubernetes_namespace_v1": "namespaces",
    "kubernetes_persistent_volume_claim_v1": "persistentvolumeclaims",
    "kubernetes_persistent_volume_v1": "persistentvolumes",
    "kubernetes_pod_disruption_budget_v1": "poddisruptionbudgets",
    "kubernetes_pod_v1": "pods",
    "kubernetes_priority_class_v1": "priorityclasses",
    "kubernetes_resource_quota_v1": "resourcequotas",
    "kubernetes_role_binding_v1": "rolebindings",
    "kubernetes_role_v1": "roles",
    "kubernetes_service_account_v1": "serviceaccounts",
    "kubernetes_service_v1": "services",
    "kubernetes_stateful_set_v1": "statefulsets",
    "kubernetes_storage_class_v1": "storageclasses",
}
_WORKLOADS = "deployments,statefulsets,daemonsets,jobs,cronjobs,pods"


@dataclass(frozen=True, order=True)
class Object:
    """An object of Kubernetes: kubectl's plural, the namespace (empty for the whole cluster), the name."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Node:
    """A node: its name, the provider id (`kind://…`, `aws:///…`), its labels."""

    name: str
    provider_id: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cluster:
    """A cluster as it is before anything is applied.

    Attributes:
        context: Name of the context.
        server: URL of its API server.
        nodes: Its nodes, as kubectl lists them.
        namespaces: Names of its namespaces.
        workloads: Everything that runs pods, in all namespaces.
    """

    context: str
    server: str
    nodes: tuple[Node, ...] = ()
    namespaces: tuple[str, ...] = ()
    workloads: tuple[Object, ...] = ()


class KubectlError(Exception):
    """kubectl could not answer; the message is what it said."""


@dataclass(frozen=True)
class Kubectl:
    """kubectl, held to one kubeconfig and one context."""

    binary: str
    access: Access

    def json(self, *arguments: str) -> Any:  # noqa: ANN401 - any JSON
        """An answer as JSON.

        Raises:
            KubectlError: The command failed; most often there is no such context, or nobody answers there.
        """
        return json.loads(self.run(*arguments, "-o", "json"))

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed."""
        held = ["--kubeconfig", str(self.access.kubeconfig), "--context", self.access.context]
        command = [self.binary, *held, "--request-timeout=20s", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, start_new_session=True)
        if done.returncode != 0:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def cluster(self) -> Cluster:
        """The cluster of the context."""
        config = self.json("config", "view", "--minify")
        nodes = self.json("get", "nodes")["items"]
        spaces = self.json("get", "namespaces")["items"]
        return Cluster(
            context=self.access.context,
            server=config["clusters"][0]["cluster"]["server"],
            nodes=tuple(
                Node(
                    node["metadata"]["name"],
                    node.get("spec", {}).get("providerID", ""),
                    node["metadata"].get("labels") or {},
                )
                for node in nodes
            ),
            namespaces=tuple(space["metadata"]["name"] for space in spaces),
            workloads=tuple(self.objects(_WORKLOADS)),
        )

    def objects(self, kinds: str) -> list[Object]:
        """All objects of some kinds (plurals, separated by commas), in all namespaces."""
        return [_object(item) for item in self.json("get", kinds, "--all-namespaces")["items"]]


def _object(one: Mapping[str, Any]) -> Object:
    """Kubectl names a kind in the singular; every kind here has a regular plural."""
    kind = one["kind"].lower()
    plural = f"{kind[:-1]}ies" if kind.endswith("cy") else f"{kind}es" if kind.endswith("ss") else f"{kind}s"
    return Object(plural, one["metadata"].get("namespace", ""), one["metadata"]["name"])


def created(stacks: Iterable[Document]) -> set[Object]:
    """The objects that stacks create."""
    return {
        _declared(KINDS[kind], body["metadata"])
        for stack in stacks
        for kind, named in stack.get("resource", {}).items()
        if kind in KINDS
        for body in named.values()
    }


def _declared(kind: str, metadata: Mapping[str, Any] | list[Mapping[str, Any]]) -> Object:
    """The provider takes `metadata` as a block or as a list with one."""
    one = metadata[0] if isinstance(metadata, list) else metadata
    scoped = kind in {
        "clusterrolebindings",
        "clusterroles",
        "namespaces",
        "persistentvolumes",
        "priorityclasses",
        "storageclasses",
    }
    return Object(kind, "" if scoped else one.get("namespace", "default"), one["name"])


def existing(kubectl: Kubectl, wanted: set[Object]) -> list[Object]:
    """The wanted objects that are in the cluster."""
    kinds = sorted({one.kind for one in wanted})
    return sorted(wanted & set(kubectl.objects(",".join(kinds)))) if kinds else []
