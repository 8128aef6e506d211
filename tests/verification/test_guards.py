"""Clusters that look as if somebody needed them are refused, each with its sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tools.verification.cluster import Cluster, Node, Object
from tools.verification.guards import MANAGED, MOST_NODES, reasons

KIND = Cluster(
    "kind-verify",
    "https://127.0.0.1:40123",
    (Node("verify-control-plane", "kind://docker/verify/verify-control-plane", {"kubernetes.io/os": "linux"}),),
    ("default", "kube-system", "local-path-storage"),
    (Object("deployments", "kube-system", "coredns"), Object("pods", "local-path-storage", "provisioner")),
)


@pytest.mark.parametrize(
    "cluster",
    [
        KIND,
        Cluster("envtest", "https://127.0.0.1:6443"),
        replace(KIND, server="https://192.168.49.2:8443", nodes=(Node("minikube"),)),
        replace(KIND, server="https://k8s.example.internal:6443"),
        replace(KIND, server="https://[::1]:6443", nodes=(Node("k3d", "k3s://k3d"),)),
    ],
)
def test_a_throw_away_cluster_is_taken(cluster: Cluster) -> None:
    assert reasons(cluster, []) == []


AWS_NODE = Node("ip-10-0-0-1", "aws:///us-west-2a/i-0a1b2c3d")
REFUSED = {
    "eks": (replace(KIND, server="https://ABC.gr7.us-west-2.eks.amazonaws.com"), "(eks.amazonaws.com)"),
    "aks": (replace(KIND, server="https://a-1.hcp.westeurope.azmk8s.io:443"), "(azmk8s.io)"),
    "dot": (replace(KIND, server="https://a-1.hcp.westeurope.azmk8s.io.:443"), "(azmk8s.io)"),
    "gke by its address": (replace(KIND, server="https://34.90.1.2"), "public address"),
    "public IPv6": (replace(KIND, server="https://[2600:1f14::1]:443"), "public address"),
    "context of aws": (replace(KIND, context="arn:aws:eks:us-west-2:111122223333:cluster/a"), "command line"),
    "context of gcloud": (replace(KIND, context="gke_acme_europe-west4_prod"), "command line"),
    "many nodes": (replace(KIND, nodes=KIND.nodes * (MOST_NODES + 1)), f"{MOST_NODES} at most"),
    "cloud": (replace(KIND, nodes=(AWS_NODE,)), "ip-10-0-0-1 (aws:///us-west-2a/i-0a1b2c3d)"),
    "unknown cloud": (replace(KIND, nodes=(Node("a", "newcloud://a"),)), "newcloud://a"),
    "labels": (replace(KIND, nodes=(Node("a", "", {"eks.amazonaws.com/nodegroup": "x"}),)), "managed service: a"),
    "workloads": (
        replace(KIND, workloads=(*KIND.workloads, Object("deployments", "shop", "checkout"))),
        "deployments shop/checkout",
    ),
    "default namespace": (replace(KIND, workloads=(Object("pods", "default", "debug"),)), "pods default/debug"),
}


@pytest.mark.parametrize(("cluster", "says"), REFUSED.values(), ids=REFUSED)
def test_production_look_alikes_are_refused(cluster: Cluster, says: str) -> None:
    found = reasons(cluster, [])

    assert len(found) == 2
    assert says in found[0]
    assert "kind create cluster" in found[1]


@pytest.mark.parametrize("end", MANAGED)
def test_every_managed_service_is_known_by_its_name(end: str) -> None:
    assert f"({end})" in reasons(replace(KIND, server=f"https://one.{end}"), [])[0]
    assert reasons(replace(KIND, server=f"https://not{end}"), []) == []


def test_objects_in_the_way_are_named_and_counted() -> None:
    some = [Object("priorityclasses", "", f"p{number}") for number in range(7)]

    assert reasons(KIND, some)[0].endswith("priorityclasses p3, priorityclasses p4 and 2 more.")


def test_all_reasons_are_given_at_once() -> None:
    bad = replace(KIND, server="https://34.90.1.2", nodes=(AWS_NODE,) * 9)

    assert len(reasons(bad, [Object("namespaces", "", "team")])) == 5
