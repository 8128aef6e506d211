"""Objects of node pools: valid by Karpenter's definitions, and with the declaration's meaning."""

from __future__ import annotations

import email
import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.effort import examples
from tests.provisioning import cel
from tests.provisioning.declared import KEY, designed, objects, of_kind
from tests.provisioning.definitions import facts, faults, rules

EFA = {"instance_types": ["p5.48xlarge"], "efa": True, "zones": ["us-west-2a"]}
POOLS: dict[str, dict[str, Any]] = {
    "plain": {},
    "wide": {
        "capacity": ["reserved", "spot", "on-demand"],
        "capacity_reservations": ["cr-0a1b2c3d4e5f60718"],
        "zones": ["us-west-2a"],
        "weight": 10,
        "expire_after": "720h",
        "grace": "1h30m",
        "consolidation": {"when": "underutilized", "after": "never"},
        "budgets": [
            {"nodes": 0, "cron": "0 9 * * mon-fri", "duration": "8h", "reasons": ["drifted", "underutilized"]},
            {"nodes": "10%"},
        ],
        "labels": {"team": "ml"},
        "taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}],
        "nodes": {
            "kubelet": {"max_pods": 30, "kube_reserved": {"cpu": "200m"}, "eviction_memory": "200Mi"},
            "metadata_hop_limit": 2,
            "tags": {"cost-center": "1"},
            "sysctls": {"vm.max_map_count": "262144"},
        },
    },
    "static": {"nodes_always": 2},
    "shared": {"sharing": {"time_slicing": {"replicas": 4, "rename": True}}},
    "mig": {"instance_types": ["p5.48xlarge"], "sharing": {"mig": {"3g.40gb": 1, "1g.10gb": 3}}},
    "rocket": {"os": "bottlerocket", "ami_release": "v1.54.0", "local_storage": "raid0"},
    "efa": EFA,
    "arm": {"instance_types": ["g5g.xlarge"]},
}


@pytest.mark.parametrize("name", POOLS)
def test_the_api_server_takes_all_objects(name: str) -> None:
    for item in objects(designed(POOLS[name])):
        assert faults(item) == [], item


def test_the_definitions_are_those_of_the_chart() -> None:
    from eks_gpu import catalog  # noqa: PLC0415 - only here

    assert facts()["version"] == catalog.chart("karpenter").version == catalog.chart("karpenter-crd").version


def test_every_rule_of_the_definitions_can_be_judged() -> None:
    """A rule with a construct that the evaluator does not know would pass silently on objects without that part."""
    assert len(rules()) == 66
    for rule in rules():
        cel._compiled(rule)


@pytest.mark.parametrize(
    ("kind", "path", "value", "says"),
    [
        ("NodePool", "weight", 10, "'weight' is not supported on static NodePools"),
        ("NodePool", "limits.cpu", 1, "only 'limits.nodes' is supported on static NodePools"),
        ("NodePool", "template.metadata.labels.karpenter.sh/nodepool", "a", "restricted"),
        ("NodePool", "nodes", 1, "Additional properties"),
        ("EC2NodeClass", "role", "a", "role"),
        ("EC2NodeClass", "tags.karpenter.sh/nodepool", "a", "restricted tag"),
        ("EC2NodeClass", "networkInterfaces", [], ""),
        ("EC2NodeClass", "subnetSelectorTerms", [], "cannot be empty"),
        ("NodeOverlay", "capacity.cpu", "1", "invalid resource restricted"),
    ],
)
def test_what_the_api_server_would_refuse_is_seen(kind: str, path: str, value: object, says: str) -> None:
    design = designed({"nodes_always": 1, "sharing": {"time_slicing": {"replicas": 2}}})
    (item,) = (one for one in objects(design) if one["kind"] == kind) if kind != "NodeOverlay" else objects(design)[2:3]
    parts = path.split(".", path.count(".") if "/" not in path else path.partition("/")[0].count(".") - 1)
    inner = item["spec"]
    for part in parts[:-1]:
        inner = inner[part]
    inner[parts[-1]] = value

    found = faults(item)
    assert bool(found) == bool(says)
    assert any(says in one for one in found) or not says, found


def test_a_pool_never_becomes_static_or_the_other_way() -> None:
    (dynamic,), (static,) = (
        [one for one in objects(designed({"nodes_always": always})) if one["kind"] == "NodePool"]
        for always in (None, 1)
    )

    assert faults(dynamic, dynamic) == faults(static, static) == []
    for now, before in ((dynamic, static), (static, dynamic)):
        assert any("static" in one for one in faults(now, before))


def test_limits_name_what_pods_ask_for() -> None:
    limits = {name: of_kind(designed(POOLS[name]), "NodePool")[0]["limits"] for name in POOLS}

    assert limits["plain"] == {"nodes": 4, "nvidia.com/gpu": 4}
    assert limits["shared"] == {"nodes": 4, "nvidia.com/gpu.shared": 16}
    assert limits["mig"] == {"nodes": 4, "nvidia.com/mig-3g.40gb": 32, "nvidia.com/mig-1g.10gb": 96}
    assert limits["static"] == {"nodes": 4}


def test_overlays_name_their_pool_and_have_a_weight_of_their_own() -> None:
    sharing = {"sharing": {"time_slicing": {"replicas": 4, "rename": True}}}
    types = ["g6.xlarge", "g6.2xlarge", "g6.12xlarge"]
    found = of_kind(designed({"instance_types": types, **sharing}, {"name": "other", **sharing}), "NodeOverlay")

    assert len({one["weight"] for one in found}) == len(found) == 3
    pools = [requirement["values"] for one in found for requirement in one["requirements"][:1]]
    assert pools == [["serve"], ["serve"], ["other"]]
    assert [one["requirements"][1]["values"] for one in found[:2]] == [types[:2], types[2:]]
    assert [one["capacity"] for one in found] == [
        {"nvidia.com/gpu": "0", "nvidia.com/gpu.shared": count} for count in ("4", "16", "4")
    ]
    assert of_kind(designed({}), "NodeOverlay") == []


def test_by_default_one_node_goes_at_a_time_and_none_for_its_age() -> None:
    (pool,) = of_kind(designed({}), "NodePool")

    assert pool["disruption"] == {
        "consolidationPolicy": "WhenEmpty",
        "consolidateAfter": "5m",
        "budgets": [{"nodes": "1"}],
    }
    assert pool["template"]["spec"]["expireAfter"] == "Never"
    assert "terminationGracePeriod" not in pool["template"]["spec"]


def test_budgets_and_durations_are_those_of_the_file() -> None:
    (pool,) = of_kind(designed(POOLS["wide"]), "NodePool")

    assert pool["disruption"]["consolidateAfter"] == "Never"
    assert pool["disruption"]["budgets"] == [
        {"nodes": "0", "reasons": ["Drifted", "Underutilized"], "schedule": "0 9 * * mon-fri", "duration": "8h"},
        {"nodes": "10%"},
    ]
    assert (pool["weight"], pool["template"]["spec"]["terminationGracePeriod"]) == (10, "1h30m")


def test_images_are_pinned() -> None:
    """With the newest release, every release of AWS would replace running nodes."""
    aliases = {
        name: of_kind(designed(POOLS[name]), "EC2NodeClass")[0]["amiSelectorTerms"][0]["alias"] for name in POOLS
    }

    assert aliases.pop("rocket") == "bottlerocket@v1.54.0"
    assert set(aliases.values()) == {"al2023@v20260714"}
    own = designed({"ami_release": "v20260601"})
    assert of_kind(own, "EC2NodeClass")[0]["amiSelectorTerms"] == [{"alias": "al2023@v20260601"}]


def test_bottlerocket_has_two_volumes_and_both_are_encrypted() -> None:
    (made,) = of_kind(designed(POOLS["rocket"], encryption={"volumes_key_arn": KEY}), "EC2NodeClass")
    volumes = {one["deviceName"]: one["ebs"] for one in made["blockDeviceMappings"]}

    assert {name: ebs["volumeSize"] for name, ebs in volumes.items()} == {"/dev/xvda": "4Gi", "/dev/xvdb": "200Gi"}
    assert all(ebs["encrypted"] and ebs["kmsKeyID"] == KEY for ebs in volumes.values())
    assert made["instanceStorePolicy"] == "RAID0"
    assert "bootstrap-commands" not in made.get("userData", ""), "Karpenter writes them"


def test_kubelet_settings_that_karpenter_counts_are_not_in_the_user_data() -> None:
    pool = {"nodes": {"kubelet": {"max_pods": 30, "kube_reserved": {"cpu": "200m"}, "cpu_manager_policy": "static"}}}
    (al2023,) = of_kind(designed(pool), "EC2NodeClass")
    rocket = {"os": "bottlerocket", "ami_release": "v1.54.0", **pool}
    (bottlerocket,) = of_kind(designed(rocket), "EC2NodeClass")

    for made in (al2023, bottlerocket):
        assert made["kubelet"] == {"maxPods": 30, "kubeReserved": {"cpu": "200m"}}
    archive = email.message_from_string(al2023["userData"])
    (part,) = (one for one in archive.walk() if not one.is_multipart())
    config = YAML(typ="safe", pure=True).load(str(part.get_payload()))
    assert config["spec"] == {"kubelet": {"config": {"cpuManagerPolicy": "static"}}}
    settings = tomllib.loads(bottlerocket["userData"])
    assert settings == {"settings": {"kubernetes": {"cpu-manager-policy": "static"}}}


def test_gpus_are_cut_by_the_user_data() -> None:
    (al2023,) = of_kind(designed(POOLS["mig"]), "EC2NodeClass")
    assert "readonly LAYOUT=" in al2023["userData"]


def test_nodes_with_efa_are_close_together_and_have_its_interfaces() -> None:
    (made,) = of_kind(designed(EFA), "EC2NodeClass")
    kinds = [one["interfaceType"] for one in made["networkInterfaces"]]

    assert made["placementGroupSelector"] == {"name": "base-pool-serve"}
    assert kinds[0] == "interface"
    assert kinds.count("efa-only") == len(kinds) - 1 == 32


def test_reservations_are_named_by_id() -> None:
    (made,), (pool,) = (of_kind(designed(POOLS["wide"]), kind) for kind in ("EC2NodeClass", "NodePool"))

    assert made["capacityReservationSelectorTerms"] == [{"id": "cr-0a1b2c3d4e5f60718"}]
    assert pool["template"]["spec"]["requirements"][0]["values"] == ["reserved", "spot", "on-demand"]


def test_zones_by_id_are_required_by_id() -> None:
    zones = ["usw2-az1", "usw2-az2"]
    (pool,) = of_kind(designed({}, **{"network.zones": zones}), "NodePool")
    found = {one["key"]: one["values"] for one in pool["template"]["spec"]["requirements"]}

    assert found["topology.k8s.aws/zone-id"] == zones
    assert "topology.kubernetes.io/zone" not in found


def test_auto_mode_has_a_class_of_its_own() -> None:
    pool = {"capacity": ["reserved"], "capacity_reservations": ["cr-0a1b2c3d"], "nodes": {"tags": {"cost-center": "1"}}}
    design = designed(pool, provisioner="auto-mode", encryption={"volumes_key_arn": KEY})
    (made,), (nodes,) = (of_kind(design, kind) for kind in ("NodeClass", "NodePool"))

    assert made["role"] == "base-us-west-2-pool-nodes"
    assert made["ephemeralStorage"] == {"size": "200Gi", "iops": 3000, "throughput": 250, "kmsKeyID": KEY}
    assert made["capacityReservationSelectorTerms"] == [{"id": "cr-0a1b2c3d"}]
    assert made["tags"]["cost-center"] == "1"
    assert nodes["template"]["spec"]["nodeClassRef"] == {
        "group": "eks.amazonaws.com",
        "kind": "NodeClass",
        "name": "serve",
    }
    # Together they are the 21 days that EKS allows.
    assert (nodes["template"]["spec"]["expireAfter"], nodes["template"]["spec"]["terminationGracePeriod"]) == (
        "480h",
        "24h",
    )


# GPUs of each type that can be shared and cut.
TYPES = ("g5.xlarge", "g5.12xlarge", "g6.xlarge", "g6e.2xlarge", "p4d.24xlarge", "p5.48xlarge", "g5g.xlarge")
SHARING: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"replicas": st.integers(2, 20), "rename": st.booleans()}).flatmap(
        lambda one: st.sampled_from([{"time_slicing": one}, {"mps": one}])
    ),
    st.just({"mig": "1g.10gb"}),
)
ONE_POOL = st.fixed_dictionaries(
    {
        "instance_types": st.lists(st.sampled_from(TYPES), min_size=1, max_size=4, unique=True),
        "max": st.integers(1, 1000),
        "sharing": SHARING,
    },
    optional={
        "nodes_always": st.integers(0, 9),
        "weight": st.integers(1, 100),
        "efa": st.booleans(),
        "capacity": st.sampled_from([["spot", "on-demand"], ["on-demand"], ["reserved", "on-demand"]]),
        "os": st.sampled_from(["al2023", "bottlerocket"]),
        "zones": st.sampled_from([["us-west-2a"], ["us-west-2a", "us-west-2b"]]),
        "local_storage": st.sampled_from(["none", "raid0"]),
        "expire_after": st.sampled_from(["720h", "1h30m", "never"]),
        "consolidation": st.sampled_from([{"when": "underutilized"}, {"after": "30s"}]),
        "disk_throughput_mibs": st.integers(125, 1000),
    },
)


@examples(60)
@given(pools=st.lists(ONE_POOL, min_size=1, max_size=4))
def test_whatever_is_declared_is_valid_and_the_same_every_time(pools: list[dict[str, Any]]) -> None:
    named = [{"name": f"p{number}", **pool} for number, pool in enumerate(pools)]
    made = objects(designed(*named))

    assert [fault for item in made for fault in faults(item)] == []
    assert json.dumps(made) == json.dumps(objects(designed(*named)))
    for kind in ("NodePool", "EC2NodeClass"):
        assert [one["metadata"]["name"] for one in made if one["kind"] == kind] == [one["name"] for one in named]
    overlays = [one for one in made if one["kind"] == "NodeOverlay"]
    assert len({one["spec"]["weight"] for one in overlays}) == len(overlays)
    for one in overlays:
        (pool, types) = (requirement["values"] for requirement in one["spec"]["requirements"])
        assert set(types) <= set(named[int(pool[0].removeprefix("p"))]["instance_types"])
