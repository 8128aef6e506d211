"""Groups without GPUs: the facts that EKS and the autoscaler get, and the workloads that run there."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.changes import run as edited
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.monitoring.rules import alert_rules
from eks_gpu.simulation.inputs import Settings
from eks_gpu.simulation.prepare import Arrival, prepared
from eks_gpu.simulation.run import simulate
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

WEB: dict[str, Any] = {"name": "web", "instance_types": ["m7i.large"], "max_per_zone": 2}
TAINT = {"key": "example.com/team", "value": "data", "effect": "NoSchedule"}
DATA: dict[str, Any] = {"name": "data", "instance_types": ["r7g.xlarge"], "max": 2, "taints": [TAINT]}
FRONT: dict[str, Any] = {"name": "front", "kind": "deployment", "image": "registry.example/front:1", "gpus": 0}
GPU_TOLERATION = "nvidia.com/gpu"


def design(*workloads: dict[str, Any], groups: Any = (WEB, DATA), **more: Any) -> ClusterDesign:
    changes = {"node_groups": list(groups), "workloads": list(workloads), **more}
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def test_the_autoscaler_knows_an_empty_group_by_its_tags() -> None:
    made = design(groups=[{**DATA, "autoscaling": {"utilization_threshold": 0.3}, "priority": 20}])
    (group,) = made.cpu_groups
    prefix = "k8s.io/cluster-autoscaler/node-template"

    assert group.auto_scaling_tags == {
        f"{prefix}/resources/ephemeral-storage": "89Gi",
        f"{prefix}/label/eks-gpu.io/group": "data",
        f"{prefix}/taint/example.com/team": "data:NoSchedule",
        f"{prefix}/autoscaling-options/scaledownutilizationthreshold": "0.3",
    }
    assert (group.id, group.ami_type, group.awaited) == ("cpu-data", "AL2023_ARM_64_STANDARD", False)
    assert made.autoscaler
    assert made.autoscaler.priorities[20] == (group.node_groups[0].auto_scaling_pattern,)


def test_both_models_of_a_cpu_node_have_no_gpu_and_the_daemons_of_every_node() -> None:
    made = design(groups=[WEB], monitoring={"cloudwatch": True, "dcgm_exporter": True})
    models = made.nodes[-1]
    node, template = models.pools[0].nodes[0], models.pools[0].template

    assert not [name for name in node.capacity if "nvidia" in name]
    # The autoscaler's template names the resource of every type, here with none of it.
    assert {name: amount for name, amount in template.capacity.items() if "nvidia" in name} == {"nvidia.com/gpu": 0}
    # m7i.large: 2 vCPUs of which kubelet keeps 70m; 8 GiB, 7.5 % of them not seen, 674 MiB kept.
    assert (node.allocatable["cpu"], node.allocatable["memory"]) == (1930, 7577 - 674)
    assert {one.name for one in node.daemons} == {
        *("aws-node", "kube-proxy", "ebs-csi-node", "eks-pod-identity-agent", "eks-node-monitoring-agent"),
        "cloudwatch-agent",
    }


def test_workloads_without_gpus_run_on_cpu_groups_and_tolerate_no_gpu_taint() -> None:
    made = design(FRONT, {"name": "train", "kind": "job", "image": "registry.example/train:1"})
    front, train = made.workloads

    # Nobody who does not say so goes to the group of a team that keeps others off.
    assert (front.groups, train.groups) == (("web",), ("gpu",))
    assert GPU_TOLERATION not in {one.key for one in front.tolerations}
    assert GPU_TOLERATION in {one.key for one in train.tolerations}
    assert [(one.verdict, [group.group for group in one.groups]) for one in made.schedulability] == [
        ("runs", ["web"]),
        ("runs", ["gpu"]),
    ]


@pytest.mark.parametrize(
    ("more", "groups"),
    [
        ({"node_groups": ["data"]}, ("data",)),
        ({"tolerations": [{**TAINT, "operator": "Equal"}]}, ("web", "data")),
        ({"node_groups": ["gpu"]}, ("gpu",)),
        ({"node_groups": ["system"]}, ("system",)),
        ({"node_groups": ["web", "system"]}, ("web", "system")),
    ],
)
def test_a_workload_goes_where_it_says(more: dict[str, Any], groups: tuple[str, ...]) -> None:
    made = design({**FRONT, **more})

    assert made.workloads[0].groups == groups
    assert made.schedulability[0].verdict == "runs"


def test_without_an_open_group_it_goes_to_the_system_nodes() -> None:
    made = design(FRONT, groups=[DATA])

    assert (made.workloads[0].groups, made.schedulability[0].verdict) == (("system",), "runs")


def test_system_nodes_are_judged_next_to_the_components() -> None:
    """Four m7i.large have 1,740m each; of them the components take 623m, and 21 pods of 300m no more fit."""
    made = design({**FRONT, "node_groups": ["system"], "cpu": "300m", "memory": "100Mi", "replicas": 21})

    assert made.schedulability[0].verdict == "capacity"
    assert made.schedulability[0].placed < 21


def test_a_file_without_cpu_groups_keeps_its_workloads_where_they_are() -> None:
    made = design(FRONT, groups=[])

    assert made.workloads[0].groups == ("gpu",)
    assert GPU_TOLERATION in {one.key for one in made.workloads[0].tolerations}


def test_the_first_cpu_group_moves_them_and_the_edit_says_so() -> None:
    job = {**FRONT, "name": "etl", "kind": "job"}
    before, after = design(FRONT, job, groups=[]), design(FRONT, job, groups=[WEB])
    found = {(one.id, one.where) for one in edited(before, after)}

    assert {("change-pods-restart", "workloads[0]"), ("change-workload-replaced", "workloads[1]")} <= found


def test_simulated_cpu_nodes_have_no_gpus_to_wait_for() -> None:
    made = design({**FRONT, "replicas": 3})
    result = simulate(prepared(made, [Arrival(made.schedulability[0])], Settings()))

    assert result.never_started == 0
    assert {event.kind for event in result.events} & {"ready", "devices"} == {"ready"}


def test_a_full_group_raises_an_alert() -> None:
    made = design(groups=[WEB], monitoring={"dcgm_exporter": True})
    alerts = [rule for rule in alert_rules(made) if rule.name == "CpuGroupAtMaximum"]

    assert [rule.labels for rule in alerts] == [{"group": "web"}]
    assert "nvidia" in alerts[0].expression
    assert "unless" in alerts[0].expression


def test_components_tolerate_the_taints_of_the_system_nodes() -> None:
    made = design(system_nodes={"taints": [TAINT], "os": "bottlerocket", "capacity": "spot"})
    settings: dict[str, Any] = {addon.name: addon.settings for addon in made.addons}
    wanted = {"key": TAINT["key"], "operator": "Equal", "value": "data", "effect": "NoSchedule"}

    assert made.system.ami_type == "BOTTLEROCKET_x86_64"
    assert made.system.capacity_type == "SPOT"
    assert made.autoscaler
    assert [one.key for one in made.autoscaler.tolerations] == [TAINT["key"]]
    assert wanted in settings["coredns"]["tolerations"]
    assert {"key": "CriticalAddonsOnly", "operator": "Exists"} in settings["coredns"]["tolerations"]
    assert wanted in settings["aws-ebs-csi-driver"]["controller"]["tolerations"]
    assert wanted in settings["metrics-server"]["tolerations"]


def test_a_workload_on_tainted_system_nodes_must_name_them_or_tolerate_the_taint() -> None:
    tainted = {"system_nodes": {"taints": [TAINT]}}

    assert design(FRONT, groups=[DATA], **tainted).schedulability[0].verdict == "excluded"
    assert design({**FRONT, "node_groups": ["system"]}, **tainted).schedulability[0].verdict == "runs"
