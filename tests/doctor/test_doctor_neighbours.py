"""Waiting pods among real nodes and pods: affinity, anti-affinity, spread and host ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.doctor import Situation, observe
from tests.doctor import healthy

if TYPE_CHECKING:
    from eks_gpu.doctor.situation.barred import Barred
    from tests.doctor.healthy import Folder

NAME, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
LABELS = {"app.kubernetes.io/name": "serve"}
MINE = {"matchLabels": LABELS}
FIRST = "team/serve-7c9d4f6b5-00000"


def near(key: str, labels: dict[str, str], **more: Any) -> dict[str, Any]:
    term = {"topologyKey": key, "labelSelector": {"matchLabels": labels}, **more}
    return {"affinity": {"podAffinity": {REQUIRED: [term]}}}


def apart(key: str, **more: Any) -> dict[str, Any]:
    return {"affinity": {"podAntiAffinity": {REQUIRED: [{"topologyKey": key, "labelSelector": MINE, **more}]}}}


def spread(key: str, skew: int = 1, when: str = "DoNotSchedule") -> dict[str, Any]:
    one = {"topologyKey": key, "maxSkew": skew, "whenUnsatisfiable": when, "labelSelector": MINE}
    return {"topologySpreadConstraints": [one]}


def port(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"containerPort": number, "hostPort": number, **more}]


CACHE = {"app": "cache"}


def cluster(nodes: int, spec: dict[str, Any], *, full: bool = False, free: bool = True) -> Folder:
    """Nodes of the first zone with a pod each, and a pod that waits, with room next to each of the others."""
    folder = healthy.scaled_up(nodes)
    for node in folder.items("nodes.json")[1:]:
        if free:
            node["status"]["allocatable"] |= {"nvidia.com/gpu": "2", "cpu": "16", "memory": "64Gi"}
    pod = healthy.gpu_pod(9, node=None)
    pod["spec"] |= {key: value for key, value in spec.items() if key != "ports"}
    pod["spec"]["containers"][0]["ports"] = spec.get("ports", [])
    folder.items("pods.json").append(pod)
    for group in folder["auto-scaling-groups.json"]["AutoScalingGroups"] if full else ():
        group["DesiredCapacity"] = group["MaxSize"]
    return folder


def barred(folder: Folder) -> tuple[Barred, ...]:
    return Situation(healthy.design(), observe(folder.texts())).barred


def running(folder: Folder) -> list[dict[str, Any]]:
    found = [pod for pod in folder.items("pods.json") if "serve" in pod["metadata"]["name"]]
    return [pod for pod in found if "nodeName" in pod["spec"]]


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (near(NAME, CACHE), "must be near pods that no running pod matches"),
        (near(ZONE, CACHE), "must be near pods that no running pod matches"),
        (apart(NAME), f"must not be in one kubernetes.io/hostname with {FIRST}"),
        (apart(ZONE), f"must not be in one topology.kubernetes.io/zone with {FIRST}"),
        (spread(NAME), "must be spread over kubernetes.io/hostname"),
    ],
)
def test_rules_close_the_nodes_of_a_full_group(spec: dict[str, Any], says: str) -> None:
    # The system node, which is never for this pod, counts in a spread that heeds no taints.
    (one,) = barred(cluster(2, spec, full=True))

    assert [says in text for text in one.rules] == [True]
    assert (one.groups, one.full) == (("gpu",), True)


@pytest.mark.parametrize("spec", [apart(NAME), apart(ZONE), spread(ZONE, 3), near(NAME, LABELS)])
def test_a_new_node_or_one_with_room_may_do(spec: dict[str, Any]) -> None:
    assert barred(cluster(1, spec)) == ()


def test_no_new_node_helps_where_the_partner_is_on_a_full_one() -> None:
    """The node of the partner has no GPU left, and a new node is another node."""
    folder = cluster(1, near(NAME, CACHE), free=False)
    partner = healthy.system_pod("cache-0", healthy.node_name(0), "registry.example/cache:1")
    partner["metadata"] |= {"namespace": "team", "labels": CACHE}
    folder.items("pods.json").append(partner)
    (one,) = barred(folder)

    assert one.rules == ("must be in one kubernetes.io/hostname with team/cache-0 (podAffinity) (new nodes of gpu)",)
    assert not one.full


def test_a_partner_in_another_namespace_counts_only_if_the_term_says_so() -> None:
    labels = {"app.kubernetes.io/name": "nvidia-device-plugin"}

    assert barred(cluster(1, near(NAME, labels)))
    assert barred(cluster(1, near(NAME, labels, namespaces=["kube-system"]))) == ()


def test_a_spread_over_zones_waits_for_the_zone_with_fewer_pods() -> None:
    """Two pods in the first zone and none in the second, whose node is not ready."""
    folder = cluster(2, spread(ZONE), full=True)
    other = healthy.scaled_up(3).items("nodes.json")[3]
    other["metadata"]["labels"][ZONE] = "us-west-2b"
    other["status"]["conditions"] = [{"type": "Ready", "status": "False"}]
    folder.items("nodes.json").append(other)
    (one,) = barred(folder)

    assert "must be spread over topology.kubernetes.io/zone with a skew of at most 1" in one.rules[0]


def test_a_port_of_the_node_is_taken_by_another_pod() -> None:
    folder = cluster(1, {"ports": port(9400)}, full=True)
    running(folder)[0]["spec"]["containers"][0]["ports"] = port(9400)
    (one,) = barred(folder)

    assert one.rules == (f"needs host port 9400/TCP of all addresses, which another pod has ({healthy.node_name(0)})",)


@pytest.mark.parametrize("mine", [port(9400, protocol="UDP"), port(9401), [{"containerPort": 9400}]])
def test_another_port_is_free(mine: list[dict[str, Any]]) -> None:
    folder = cluster(1, {"ports": mine}, full=True)
    running(folder)[0]["spec"]["containers"][0]["ports"] = port(9400)

    assert barred(folder) == ()


def test_ports_on_the_hosts_network_are_ports_of_the_node() -> None:
    folder = cluster(1, {"ports": [{"containerPort": 9400}], "hostNetwork": True}, full=True)
    running(folder)[0]["spec"]["containers"][0]["ports"] = port(9400)

    assert len(barred(folder)) == 1


def test_others_may_be_those_who_want_no_company() -> None:
    folder = cluster(2, {}, full=True)
    for pod in running(folder):
        pod["spec"] |= apart(NAME)
    (one,) = barred(folder)

    assert f"must not be in one kubernetes.io/hostname with {FIRST}" in one.rules[0]


@pytest.mark.parametrize(
    "spec",
    [
        {**apart(NAME), "schedulerName": "volcano"},
        apart(NAME, namespaceSelector={"matchLabels": {"team": "ml"}}),
        spread(NAME, when="ScheduleAnyway"),
    ],
)
def test_unknown_and_soft_rules_close_nothing(spec: dict[str, Any]) -> None:
    assert barred(cluster(2, spec, full=True)) == ()


def test_rules_are_not_to_blame_where_room_is_missing() -> None:
    assert barred(cluster(2, apart(NAME), full=True, free=False)) == ()


def test_all_pods_and_whole_nodes_must_be_known() -> None:
    some, rows = (cluster(2, near(NAME, CACHE), full=True) for _ in range(2))
    some["pods.json"]["items"] = [pod for pod in some.items("pods.json") if "serve" in pod["metadata"]["name"]]
    rows.items("nodes.json")[1]["status"]["allocatable"] = {}

    assert barred(some) == barred(rows) == ()


def test_pods_that_end_hold_nobody_off() -> None:
    folder = cluster(1, apart(NAME), full=True)
    running(folder)[0]["metadata"]["deletionTimestamp"] = healthy.NOW

    assert barred(folder) == ()
