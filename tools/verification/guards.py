"""Reasons not to touch a cluster: it looks like one that somebody needs.

Each reason is a sentence with what was seen and what to do. A throw-away cluster gives none; there is no option to
override one, because a new cluster of kind takes a minute.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.verification.cluster import Cluster, Object

MOST_NODES, SHOWN = 5, 5
# Ends of the API servers' names of managed services.
MANAGED = (
    "eks.amazonaws.com",
    "eks.amazonaws.com.cn",
    "gke.goog",
    "container.googleapis.com",
    "googleusercontent.com",
    "azmk8s.io",
    "azmk8s.cn",
    "azmk8s.us",
    "k8s.ondigitalocean.com",
    "linodelke.net",
    "k8s.scw.cloud",
    "k8s.ovh.net",
    "vultr-k8s.com",
    "containers.cloud.ibm.com",
    "oraclecloud.com",
    "aliyuncs.com",
    "myqcloud.com",
    "openshiftapps.com",
    "rancher.cloud",
)
# Names of contexts that the command lines of cloud providers write.
_MANAGED_CONTEXTS = ("arn:aws", "gke_")
# Prefixes of labels that managed services put on their nodes.
_MANAGED_LABELS = ("eks.amazonaws.com/", "cloud.google.com/gke-", "kubernetes.azure.com/", "doks.digitalocean.com/")
# Provider ids of clusters inside containers or on one machine. Every other one is taken for a cloud's.
_LOCAL_IDS = ("kind://", "k3s://", "minikube://", "k0s://", "docker://")
# Namespaces of Kubernetes itself and of the storage that kind and minikube bring along.
OWN = {"kube-system", "kube-public", "kube-node-lease", "local-path-storage"}
_MAKE_ONE = "Create a throw-away cluster, for example with: kind create cluster --name verify"


def reasons(cluster: Cluster, collisions: Sequence[Object]) -> list[str]:
    """Everything that speaks against using this cluster; empty if nothing does.

    Args:
        cluster: The cluster.
        collisions: Objects that the stacks would create and that exist already.
    """
    found = [*_of_the_server(cluster), *_of_the_nodes(cluster), *_of_what_runs(cluster, collisions)]
    return [*found, _MAKE_ONE] if found else []


def _of_the_server(cluster: Cluster) -> Iterator[str]:
    host = (urlsplit(cluster.server).hostname or "").rstrip(".")
    if service := next((end for end in MANAGED if host == end or host.endswith(f".{end}")), ""):
        yield f"The server {cluster.server} belongs to a managed service ({service})."
    elif _is_public(host):
        yield f"The server {cluster.server} has a public address, as clusters of GKE and others do."
    if cluster.context.startswith(_MANAGED_CONTEXTS):
        yield f"The context {cluster.context} was written by a cloud provider's command line."


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _of_the_nodes(cluster: Cluster) -> Iterator[str]:
    if len(cluster.nodes) > MOST_NODES:
        yield f"The cluster has {len(cluster.nodes)} nodes; a throw-away cluster has {MOST_NODES} at most."
    if clouds := [node for node in cluster.nodes if node.provider_id and not node.provider_id.startswith(_LOCAL_IDS)]:
        yield f"Nodes have a cloud's provider id: {_few([f'{one.name} ({one.provider_id})' for one in clouds])}."
    if labelled := [node.name for node in cluster.nodes if any(key.startswith(_MANAGED_LABELS) for key in node.labels)]:
        yield f"Nodes have the labels of a managed service: {_few(labelled)}."


def _of_what_runs(cluster: Cluster, collisions: Sequence[Object]) -> Iterator[str]:
    if foreign := [str(workload) for workload in cluster.workloads if workload.namespace not in OWN]:
        yield f"Workloads run outside of Kubernetes' own namespaces: {_few(foreign)}."
    if collisions:
        yield f"Objects that the stacks would create exist already: {_few([str(one) for one in collisions])}."


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
