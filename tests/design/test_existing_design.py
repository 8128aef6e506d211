"""The design of GPU nodes on a cluster that others made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.scheduling.amounts import PODS
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

if TYPE_CHECKING:
    from eks_gpu.design.platform.addons import AddonDesign

SUBNETS = {"us-west-2a": "subnet-0a1b2c3d4e5f60718", "us-west-2b": "subnet-1a1b2c3d4e5f60718"}
THERE: dict[str, Any] = {"existing_cluster": True, "network": {"private_subnets": SUBNETS}, "access": {}}
GROUP = "gpu_node_groups[0]."
AGENT = "eks-node-monitoring-agent"


def created(**changes: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def existing(**changes: Any) -> ClusterDesign:
    return created(**{**THERE, **changes})


def addons(design: ClusterDesign) -> dict[str, AddonDesign]:
    return {addon.name: addon for addon in design.addons}


def test_nothing_is_created_but_gpu_nodes() -> None:
    design = existing()

    assert not design.network.is_created
    assert design.network.control_plane_zones == ()
    assert design.system.types == ()
    assert {addon.existing for addon in design.addons} == {True}
    assert {addon.version for addon in design.addons} == {None}
    assert [one for need in design.quotas for one in need.of] == ["gpu"]
    assert [nodes.zones for nodes in design.gpu_groups[0].node_groups] == [("us-west-2a",), ("us-west-2b",)]


def test_daemons_of_others_take_the_same_room() -> None:
    """Verdicts must not be better because somebody else installed what runs on every node."""
    ours, theirs = created(), existing(device_plugin="existing")

    assert theirs.device_plugin is None
    assert [one.daemons for one in theirs.nodes[0].pools[0].nodes] == [
        one.daemons for one in ours.nodes[0].pools[0].nodes
    ]
    without = existing(addons={AGENT: "none"}).nodes[0].pools[0].nodes[0]
    assert {one.name for one in ours.nodes[0].pools[0].nodes[0].daemons} - {one.name for one in without.daemons} == {
        AGENT,
        "dcgm-server",
    }


def test_a_version_makes_an_add_on_ours() -> None:
    found = addons(existing(addons={AGENT: "v1.6.6-eksbuild.1"}))[AGENT]

    assert (found.version, found.existing) == ("v1.6.6-eksbuild.1", False)
    assert found.settings


@pytest.mark.parametrize("entry", ["existing", "none"])
def test_a_created_cluster_can_do_without_an_add_on(entry: str) -> None:
    found = addons(created(addons={"metrics-server": entry}))

    assert "metrics-server" in addons(created())
    assert (found["metrics-server"].existing if entry == "existing" else "metrics-server" not in found) is True


@pytest.mark.parametrize(
    ("network", "pods"),
    [
        ({}, 58),
        ({"prefix_delegation": False}, 58),
        ({"prefix_delegation": True}, 110),
        ({"pod_subnets": SUBNETS}, 44),
        ({"prefix_delegation": True, "pod_subnets": SUBNETS}, 110),
    ],
)
def test_the_file_says_how_the_cni_of_others_gives_addresses(network: dict[str, Any], pods: int) -> None:
    """Both models: the autoscaler expects 110 pods of a node that it has not seen, whatever the CNI does."""
    design = existing(workloads=[], network={**THERE["network"], **network})

    assert addons(design)["vpc-cni"].existing
    (pool, _) = design.nodes[0].pools
    assert pool.template.capacity[PODS] == 110
    assert [node.capacity[PODS] for node in pool.nodes] == [pods]


def test_others_run_the_autoscaler_unless_the_file_says_otherwise() -> None:
    assert existing().autoscaler is None
    assert existing().autoscaled
    assert existing().gpu_groups[0].discovery_tags == {}
    assert not existing(autoscaler={"kind": "none"}).autoscaled
    assert created(autoscaler={"kind": "existing"}).autoscaler is None


def test_an_autoscaler_of_eks_gpu_leaves_the_groups_of_others_alone() -> None:
    design = existing(autoscaler={"kind": "cluster-autoscaler"})

    assert design.autoscaler
    (discovery,) = (one for one in design.autoscaler.arguments if one.startswith("--node-group-auto-discovery="))
    assert discovery.endswith(",k8s.io/cluster-autoscaler/base,eks-gpu.io/autoscaler/base")
    assert design.gpu_groups[0].auto_scaling_tags["eks-gpu.io/autoscaler/base"] == "owned"
    # No node there has the label of eks-gpu's system nodes.
    assert design.autoscaler.node_selector == {}
    ours = created().autoscaler
    assert ours
    assert not any("eks-gpu.io/autoscaler" in one for one in ours.arguments)


@pytest.mark.parametrize(
    ("changes", "repairs"),
    [
        ({}, False),
        ({GROUP + "node_repair": True}, True),
        ({"addons": {AGENT: "existing"}}, True),
        ({"addons": {AGENT: "v1.6.6-eksbuild.1"}}, True),
        ({"addons": {AGENT: "existing"}, GROUP + "node_repair": False}, False),
    ],
)
def test_nodes_are_repaired_by_the_word_of_a_known_agent(changes: dict[str, Any], repairs: bool) -> None:  # noqa: FBT001
    assert existing(**changes).gpu_groups[0].repairs is repairs
    assert created().gpu_groups[0].repairs


def test_efa_has_its_own_security_group_whatever_the_version() -> None:
    """The cluster may be older than its version, and its group lack the rules that newer ones are created with."""
    fast = {GROUP + "instance_types": ["g6.48xlarge"], GROUP + "efa": True, GROUP + "zones": ["us-west-2a"]}

    assert existing(**fast).gpu_groups[0].launch_template.efa_security_group
    assert not created(**fast).gpu_groups[0].launch_template.efa_security_group


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (created, "gp3"),
        (existing, None),
        (lambda **more: created(storage_class="gp2", **more), "gp2"),
        (lambda **more: existing(storage_class="eks-gpu", **more), "gp3"),
    ],
)
def test_claims_name_the_class_that_is_there(design: Any, expected: str | None) -> None:
    changes = {
        "workloads[0].kind": "stateful_set",
        "workloads[0].volumes": [{"mount_path": "/cache", "claim": "20Gi"}],
    }
    (volume,) = (one for one in design(**changes).workloads[0].volumes if one.kind == "claim")

    assert volume.storage_class == expected


def test_a_load_balancer_does_not_look_for_nodes_that_are_not_there() -> None:
    exposed = {"workloads[0].kind": "deployment", "workloads[0].ports": [8000], "workloads[0].expose": "internal"}
    ours, theirs = (design(**exposed).workloads[0].serving.load_balancer for design in (created, existing))
    key = "service.beta.kubernetes.io/aws-load-balancer-target-node-labels"

    assert ours
    assert theirs
    assert ours.annotations[key] == "eks-gpu.io/group=system"
    assert key not in theirs.annotations
    assert theirs.annotations["service.beta.kubernetes.io/aws-load-balancer-subnets"] == ",".join(SUBNETS.values())
