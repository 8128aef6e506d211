"""Requests of pods, the nodes where they may run, and kubelet's reserves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import WorkloadDesign, design_cluster
from eks_gpu.design.workloads.reserve import SPARE, USUAL
from eks_gpu.scheduling.amounts import CPU, MEMORY
from eks_gpu.scheduling.quantity import cpu_text, mebibytes, memory_text, millicores
from eks_gpu.scheduling.reserved import (
    allocatable_cpu_millicores,
    allocatable_memory_mib,
    max_pods,
    reserved_cpu_millicores,
    reserved_memory_mib,
)
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType

SMALL = {"name": "small", "instance_types": ["g5.xlarge"], "max": 1}
LARGE = {
    "name": "large",
    "instance_types": ["g5.12xlarge"],
    "max": 1,
    "taints": [
        {"key": "team", "value": "ml", "effect": "NoExecute"},
        {"key": "soft", "value": "x", "effect": "PreferNoSchedule"},
    ],
}


def workload(groups: tuple[dict[str, Any], ...] = (SMALL, LARGE), **fields: Any) -> WorkloadDesign:
    changes = {f"workloads[0].{name}": value for name, value in fields.items()}
    return design_cluster(ClusterSpec.model_validate(changed({"gpu_node_groups": list(groups), **changes}))).workloads[
        0
    ]


def instance(name: str) -> InstanceType:
    found = catalog.instance_type(name)
    assert found is not None
    return found


def test_every_group_that_can_hold_it() -> None:
    assert workload().groups == ("small", "large")
    assert workload(gpus=2).groups == ("large",)
    assert workload(memory="40Gi").groups == ("large",)
    assert workload(gpus=8).groups == ()
    assert workload(node_selector={"eks-gpu.io/group": "large"}).groups == ("large",)
    assert workload(ephemeral_storage="190Gi").groups == ("small", "large")


def test_where_none_holds_it_those_with_gpus_enough_are_spoken_of() -> None:
    assert workload((SMALL,), memory="14Gi").groups == ("small",)
    assert workload((SMALL,), memory="16Gi").groups == ("small",)


def test_named_groups_are_kept() -> None:
    assert workload(node_groups=["small"], gpus=2).groups == ("small",)


def test_the_groups_label_is_selected_where_there_is_one_group() -> None:
    assert workload(node_selector={"team": "ml"}).node_selector == {"team": "ml"}
    assert workload(gpus=2, kind="deployment").node_selector == {"eks-gpu.io/group": "large"}
    # A job cannot change: a second group would replace it.
    assert workload(gpus=2).node_selector == {}


def test_groups_that_never_hold_it_leave_its_affinity_and_nothing_else() -> None:
    """Requests, tolerations and devices stay, so that no job that was made with them is replaced."""
    spread: dict[str, Any] = {"node_groups": ["small", "large"], "zone_spread": True}
    found = workload(gpus=4, **spread)

    assert (found.groups, found.unfit) == (("large",), ("small",))
    assert (found.cpu, found.memory) == ("3400m", "13Gi")
    assert found.node_selector == {}, "a job's selector never changes"
    assert workload(gpus=4, kind="deployment", **spread).node_selector == {"eks-gpu.io/group": "large"}
    # Without a spread the group does no harm, and its absence would replace running pods.
    assert workload(gpus=4, kind="deployment", node_groups=["small", "large"]).groups == ("small", "large")
    # As much memory as a machine may see, a label that feature discovery may set: those nodes may hold it.
    assert workload(memory="14500Mi", **spread).unfit == ()
    assert workload(node_selector={"nvidia.com/gpu.product": "A10G"}, **spread).unfit == ()
    # Where none holds it, a rule says so, and the groups stay as they were named.
    assert workload(gpus=8, **spread).groups == ("small", "large")


def test_a_spread_counts_the_zones_that_are_open() -> None:
    zones = {**SMALL, "max": None, "max_per_zone": 1}
    selector = {"topology.kubernetes.io/zone": "us-west-2a"}

    assert workload((zones,), zone_spread=True).spread_over_zones == 2
    assert workload((zones,), zone_spread=True, node_selector=selector).spread_over_zones == 1
    assert workload((zones,), node_selector=selector).spread_over_zones == 0
    assert workload((zones,), zone_spread=True, gpus=9).spread_over_zones == 0
    far = {**LARGE, "zones": ["us-west-2b"]}
    assert workload(({**SMALL, "zones": ["us-west-2a"]}, far), zone_spread=True, gpus=2).spread_over_zones == 1


def test_the_tightest_type_decides_the_fair_share() -> None:
    one = workload((SMALL,))

    assert (one.cpu, one.memory) == ("3400m", "13Gi")
    assert (workload(cpu="2", memory="8Gi").cpu, workload(cpu="2", memory="8Gi").memory) == ("2", "8Gi")


@pytest.mark.parametrize("name", ["g5.xlarge", "g5.12xlarge", "g5.48xlarge", "p5.48xlarge", "g6f.large", "g4dn.metal"])
def test_a_node_holds_as_many_fair_shares_as_it_has_gpus(name: str) -> None:
    instance_type = instance(name)
    assert instance_type.gpu is not None
    share = workload(({"name": "gpu", "instance_types": [name], "max": 1},))

    cpu, memory = millicores(share.cpu) * instance_type.gpu.count, mebibytes(share.memory) * instance_type.gpu.count

    assert cpu + SPARE[CPU] <= allocatable_cpu_millicores(instance_type) - 240
    assert memory + SPARE[MEMORY] <= allocatable_memory_mib(instance_type) - 214


GPU_TYPES = [kind.name for kind in catalog.instance_types().values() if kind.gpu]
MONITORED = {"monitoring": {"dcgm_exporter": True}}


@pytest.mark.parametrize("more", [{}, MONITORED], ids=["plain", "monitored"])
@pytest.mark.parametrize("name", GPU_TYPES)
def test_fair_shares_follow_only_from_the_node_and_fit_the_template(name: str, more: dict[str, Any]) -> None:
    """The extra kube-proxy of a template takes less than a share leaves free, so the template changes no default."""
    group = {"name": "gpu", "instance_types": [name], "max": 1}
    design = design_cluster(ClusterSpec.model_validate(changed({"gpu_node_groups": [group], **more})))
    share, pool = design.workloads[0], design.nodes[0].pools[0]
    node, gpus = pool.nodes[0], pool.nodes[0].capacity["nvidia.com/gpu"]

    of_node = (node.free["cpu"] - USUAL[CPU]) // gpus // 100 * 100
    assert share.cpu == cpu_text(of_node)
    assert millicores(share.cpu) * gpus <= pool.template.free["cpu"]
    assert mebibytes(share.memory) * gpus <= pool.template.free["memory"]
    assert pool.template.free["cpu"] >= node.free["cpu"] - 30


@pytest.mark.parametrize("kind", ["job", "pod", "deployment"])
def test_a_pod_that_only_an_empty_group_does_not_start_for_keeps_its_affinity(kind: str) -> None:
    """Pods of it may run on nodes that other pods brought; another affinity would restart them."""
    assert workload(cpu="3680m", kind=kind).groups == ("small", "large")
    assert workload(cpu="3681m", kind=kind).groups == ("large",)


def test_tolerations_follow_from_the_taints_of_its_groups() -> None:
    own = {"key": "mine", "operator": "Equal", "value": "yes", "effect": "NoSchedule"}
    written = [
        (toleration.key, toleration.operator, toleration.value, toleration.effect)
        for toleration in workload(tolerations=[own]).tolerations
    ]

    assert written == [
        ("nvidia.com/gpu", "Exists", None, "NoSchedule"),
        ("team", "Equal", "ml", "NoExecute"),
        ("mine", "Equal", "yes", "NoSchedule"),
    ]


@pytest.mark.parametrize(
    ("kind", "ports", "policy", "priority"),
    [
        ("deployment", [], "Always", "eks-gpu-serving"),
        ("stateful_set", [80], "Always", "eks-gpu-serving"),
        ("job", [], "Never", "eks-gpu-batch"),
        ("cron_job", [], "Never", "eks-gpu-batch"),
        ("pod", [], "Never", "eks-gpu-batch"),
        ("pod", [80], "Always", "eks-gpu-batch"),
    ],
)
def test_workloads_that_end_are_not_restarted(kind: str, ports: list[int], policy: str, priority: str) -> None:
    made = workload(kind=kind, ports=ports)

    assert (made.restart_policy, made.priority_class) == (policy, priority)


def test_pods_at_once() -> None:
    assert workload(kind="deployment", replicas=0).pods == 0
    assert workload(completions=6).pods == 6
    assert workload(completions=6, parallelism=2).pods == 2
    assert workload(completions=2, parallelism=6).pods == 2


def test_names_that_share_their_letters_stay_two() -> None:
    made = changed({"namespaces": [{"name": "a"}, {"name": "a-b"}]})
    base = made["workloads"][0]
    made["workloads"] = [{**base, "namespace": "a", "name": "b-c"}, {**base, "namespace": "a-b", "name": "c"}]

    assert len({workload.id for workload in design_cluster(ClusterSpec.model_validate(made)).workloads}) == 2


# Allocatable CPU of running nodes, as seen in issues of EKS's AMI, eksctl and Bottlerocket.
@pytest.mark.parametrize(
    ("vcpus", "allocatable"),
    [
        (2, 1930),
        (4, 3920),
        (8, 7910),
        (16, 15890),
        (32, 31850),
        (48, 47810),
        (64, 63770),
        (96, 95690),
        (192, 191450),
    ],
)
def test_reserved_cpu(vcpus: int, allocatable: int) -> None:
    assert vcpus * 1000 - reserved_cpu_millicores(vcpus) == allocatable


@pytest.mark.parametrize(
    ("name", "eni_pods", "reserved"),
    [
        ("g4dn.xlarge", 29, 574),
        ("g5.xlarge", 58, 893),
        ("g5.12xlarge", 737, 8362),
        ("g5.48xlarge", 345, 4050),
        ("g6.12xlarge", 234, 2829),
        ("g6e.48xlarge", 492, 5667),
        ("p4d.24xlarge", 737, 8362),
        ("p5.48xlarge", 100, 1355),
    ],
)
def test_reserved_memory(name: str, eni_pods: int, reserved: int) -> None:
    assert instance(name).max_pods_by_eni == eni_pods
    assert reserved_memory_mib(eni_pods) == reserved


def test_a_running_p5_had_more_memory_than_the_bound_says() -> None:
    # Bottlerocket #4418: 2095606484 Ki allocatable.
    assert allocatable_memory_mib(instance("p5.48xlarge")) < 2095606484 // 1024


@pytest.mark.parametrize(
    ("name", "pods"), [("g5.xlarge", 58), ("g5.4xlarge", 110), ("g5.12xlarge", 250), ("p5.48xlarge", 100)]
)
def test_eks_caps_the_pods_of_a_node(name: str, pods: int) -> None:
    assert max_pods(instance(name)) == pods


def test_quantities() -> None:
    assert [millicores(text) for text in ("3", "500m", "0.1", "1.0005")] == [3000, 500, 100, 1001]
    assert [mebibytes(text) for text in ("12Gi", "512Mi", "1G", "1")] == [12288, 512, 954, 1]
    assert [cpu_text(number) for number in (3000, 3600)] == ["3", "3600m"]
    assert [memory_text(number) for number in (12288, 13568)] == ["12Gi", "13568Mi"]
    with pytest.raises(ValueError, match="not a Kubernetes quantity"):
        millicores("three")
