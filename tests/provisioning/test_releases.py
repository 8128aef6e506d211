"""The releases of a provisioner: their order, their values, and the ids that Terraform gives the pools' classes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design.charts.local_chart import local_chart
from eks_gpu.kubernetes.charts.class_ids import PoolIds, class_values
from tests.design import helm
from tests.provisioning.declared import designed

if TYPE_CHECKING:
    from pathlib import Path

SHARED = {"sharing": {"time_slicing": {"replicas": 4}}}


def values(*pools: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """eks-gpu's values for the controller."""
    (release,) = (one for one in designed(*pools, **changes).releases if one.name == "karpenter")
    found: dict[str, Any] = json.loads(release.values[0])
    return found


def test_definitions_come_first_and_pools_last() -> None:
    """Terraform destroys in the reverse order: pools drain while their controller runs."""
    releases = designed({}, load_balancer_controller={}).releases

    names = [release.name for release in releases]
    assert names == ["aws-load-balancer-controller", "karpenter-crd", "karpenter", "gpu-node-pools"]
    crd, controller, pools = releases[1:]
    assert (crd.skip_crds, controller.skip_crds) == (False, True)
    assert all(release.wait for release in releases[1:])
    assert crd.version == controller.version == "1.14.1"
    assert sum(release.timeout_seconds for release in releases[1:]) <= 12 * 60, "a token is valid for 15 minutes"
    assert pools.local is not None
    assert [release.name for release in designed({}, provisioner="auto-mode").releases] == ["gpu-node-pools"]
    assert designed(provisioner="none").releases == ()


def test_nodes_may_drain_for_longer_where_credentials_last() -> None:
    (pools,) = designed({}, provisioner="auto-mode", **{"access.kubernetes_auth": "exec"}).releases

    assert pools.timeout_seconds == 1800


def test_features_are_on_only_where_a_pool_needs_them() -> None:
    assert "featureGates" not in values({})["settings"]
    assert values(SHARED)["settings"]["featureGates"] == {"nodeOverlay": True}
    assert values({"nodes_always": 1})["settings"]["featureGates"] == {"staticCapacity": True}


def test_the_controller_runs_on_the_system_nodes_and_knows_its_cluster() -> None:
    taint = {"key": "team", "value": "ops", "effect": "NoSchedule"}
    found = values({}, system_nodes={"taints": [taint]})

    assert found["settings"]["clusterName"] == "base"
    assert found["settings"]["interruptionQueue"] == "base-karpenter"
    assert found["nodeSelector"]["eks-gpu.io/group"] == "system"
    assert {"key": "team", "operator": "Equal", "value": "ops", "effect": "NoSchedule"} in found["tolerations"]
    assert found["controller"]["resources"]["requests"] == {"cpu": "250m", "memory": "512Mi"}
    assert found["replicas"] == 2
    assert values({}, system_nodes={"min": 1})["replicas"] == 1


def test_pods_with_subnets_of_their_own_leave_out_the_first_interface() -> None:
    network = {
        "network.secondary_cidrs": ["100.64.0.0/16"],
        "network.pod_subnets": {"us-west-2a": "100.64.0.0/19", "us-west-2b": "100.64.32.0/19"},
    }

    assert values({}, **network)["settings"]["reservedENIs"] == "1"
    assert "reservedENIs" not in values({})["settings"]


def test_a_mirror_has_the_controllers_image() -> None:
    image = values({}, images={"registry": "mirror.example/a"})["controller"]["image"]

    assert image == {"repository": "mirror.example/a/karpenter/controller", "tag": "1.14.1", "digest": ""}


def test_helm_puts_the_ids_into_the_classes_and_evaluates_nothing_else(tmp_path: Path) -> None:
    text = '{{ fail "evaluated" }} ${file("/etc/passwd")} <&> \u00e4'
    classes: list[dict[str, Any]] = [
        {"apiVersion": "a/v1", "kind": "Class", "metadata": {"name": name}, "spec": {"text": text, "tags": {"a": text}}}
        for name in ("one", "two")
    ]
    chart = local_chart("pools", [{"kind": "Pool", "spec": {"n": 1}}], classes)
    given = {name: {"subnetSelectorTerms": [{"id": f"subnet-{name}"}]} for name in ("one", "two")}

    with helm.helm_chart.Chart.load(helm.write(chart, tmp_path)) as loaded:
        texts: dict[str, str] = loaded.render(values={"classes": given}, name="release", namespace="default")
    documents = [part for one in texts.values() for part in one.split("---\n") if part.strip()]
    found = [helm.read(document) for document in documents]

    assert [one["spec"] for one in found if one["kind"] == "Class"] == [
        {**one["spec"], **given[one["metadata"]["name"]]} for one in classes
    ]
    assert len(found) == 3


def test_another_class_is_another_version() -> None:
    one, other = (
        local_chart("pools", [], [{"metadata": {"name": "a"}, "spec": {"size": size}}]) for size in ("1Gi", "2Gi")
    )

    assert one.version != other.version
    assert local_chart("pools", []).files.keys() == {"Chart.yaml", "objects.jsonl", "templates/objects.yaml"}


@pytest.mark.parametrize("efa", [False, True])
def test_values_name_subnets_of_the_pools_zones_and_groups(*, efa: bool) -> None:
    pool = {"zones": ["us-west-2b"], **({"instance_types": ["p5.48xlarge"], "efa": True} if efa else {})}
    (release,) = (one for one in designed(pool, kubernetes_version="1.32").releases if one.classes)
    ids = PoolIds({"us-west-2a": "subnet-a", "us-west-2b": "subnet-b"}, "local.groups", "local.efa")

    found = class_values(release.classes, ids)
    assert '"subnetSelectorTerms": [{"id": "subnet-b"}]' in found
    groups = "concat(local.groups, [local.efa])" if efa else "local.groups"
    assert f'"securityGroupSelectorTerms": ${{jsonencode([for id in {groups} : {{id = id}}])}}' in found
