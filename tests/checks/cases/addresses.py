"""Addresses of pods and Services: further blocks, subnets for pods, prefixes."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

A, B = "us-west-2a", "us-west-2b"
SHARED = ["100.64.0.0/16"]


def network(**fields: Any) -> dict[str, Any]:
    return {"network": {"zones": [A, B], **fields}}


def existing(**subnets: str) -> dict[str, Any]:
    private = {A: "subnet-00000001", B: "subnet-00000002"}
    pods = {zone.replace("_", "-"): subnet for zone, subnet in subnets.items()}
    return {"network": {"vpc_id": "vpc-0a1b2c3d", "private_subnets": private, "pod_subnets": pods}}


def pods(a: str, b: str, **fields: Any) -> dict[str, Any]:
    return network(secondary_cidrs=SHARED, pod_subnets={A: a, B: b}, **fields)


GROUP = {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 40}
CASES: tuple[Case, ...] = (
    fails(
        "secondary-cidr", "network.secondary_cidrs[0]", "100.64.0.0/16", **network(secondary_cidrs=["100.64.0.0/12"])
    ),
    fails("secondary-cidr", "network.secondary_cidrs[0]", "/28", **network(secondary_cidrs=["100.64.0.0/29"])),
    fails("secondary-cidr", "network.secondary_cidrs[0]", "network.cidr", **network(secondary_cidrs=["10.0.128.0/17"])),
    fails(
        "secondary-cidr",
        "network.secondary_cidrs[1]",
        "secondary_cidrs[0]",
        **network(secondary_cidrs=[*SHARED, "100.64.64.0/18"]),
    ),
    fails(
        "secondary-cidr", "network.secondary_cidrs[0]", "172.16.0.0/12", **network(secondary_cidrs=["172.16.0.0/16"])
    ),
    fails(
        "secondary-cidr",
        "network.secondary_cidrs[0]",
        "another range",
        **network(cidr="100.64.0.0/16", secondary_cidrs=["10.0.0.0/16"]),
    ),
    warns("secondary-cidr", "network.secondary_cidrs[0]", "not private", **network(secondary_cidrs=["11.0.0.0/16"])),
    passes("secondary-cidr", **network(secondary_cidrs=[*SHARED, "10.1.0.0/16"])),
    passes("secondary-cidr", **network(cidr="192.168.0.0/18", secondary_cidrs=["192.168.64.0/18"])),
    fails("pod-subnet", "network.pod_subnets", "us-west-2b", **network(pod_subnets={A: "10.0.224.0/20"})),
    fails(
        "pod-subnet",
        "network.pod_subnets.us-west-2c",
        "not a zone",
        **network(pod_subnets={A: "10.0.224.0/21", B: "10.0.232.0/22", "us-west-2c": "10.0.240.0/22"}),
    ),
    fails("pod-subnet", "network.pod_subnets.us-west-2a", "/28", **pods("100.64.0.0/29", "100.64.1.0/24")),
    fails("pod-subnet", "network.pod_subnets.us-west-2b", "not within", **pods("100.64.0.0/18", "100.65.0.0/18")),
    fails(
        "pod-subnet", "network.pod_subnets.us-west-2b", "pods of us-west-2a", **pods("100.64.0.0/17", "100.64.64.0/18")
    ),
    fails("pod-subnet", "network.pod_subnets.us-west-2a", "private subnet", **pods("10.0.0.0/20", "100.64.64.0/18")),
    fails("pod-subnet", "network.pod_subnets.us-west-2a", "public subnet", **pods("10.0.192.0/24", "100.64.64.0/18")),
    fails(
        "pod-subnet",
        "network.pod_subnets",
        "by id",
        network={
            "zones": ["usw2-az1", "usw2-az2"],
            "pod_subnets": {"usw2-az1": "10.0.224.0/21", "usw2-az2": "10.0.232.0/21"},
        },
    ),
    fails(
        "pod-subnet-duplicate",
        "network.pod_subnets.us-west-2a",
        "private subnet of us-west-2b",
        **existing(us_west_2a="subnet-00000002", us_west_2b="subnet-00000003"),
    ),
    fails(
        "pod-subnet-duplicate",
        "network.pod_subnets.us-west-2b",
        "for pods of us-west-2a",
        **existing(us_west_2a="subnet-00000003", us_west_2b="subnet-00000003"),
    ),
    passes("pod-subnet-duplicate", **existing(us_west_2a="subnet-00000003", us_west_2b="subnet-00000004")),
    passes("pod-subnet", **pods("100.64.0.0/18", "100.64.64.0/18")),
    # The last eighth of the VPC's own block is free.
    passes("pod-subnet", **network(pod_subnets={A: "10.0.224.0/20", B: "10.0.240.0/20"})),
    passes("pod-subnet"),
    fails("service-cidr", "network.service_cidr", "/24", **network(service_cidr="172.20.0.0/28")),
    fails("service-cidr", "network.service_cidr", "refuses", **network(service_cidr="100.64.0.0/16")),
    fails("service-cidr", "network.service_cidr", "'network.cidr'", **network(service_cidr="10.0.64.0/20")),
    fails(
        "service-cidr",
        "network.service_cidr",
        "access.private_cidrs",
        **{"access.private_cidrs": ["172.20.4.0/22"]},
        **network(service_cidr="172.20.0.0/16"),
    ),
    passes("service-cidr", **network(service_cidr="172.20.0.0/16")),
    warns(
        "prefix-unsupported",
        "system_nodes.instance_types",
        "stays 35",
        system_nodes={"instance_types": ["t2.large"]},
        **network(prefix_delegation=True),
    ),
    passes("prefix-unsupported", **network(prefix_delegation=True)),
    passes("prefix-unsupported", system_nodes={"instance_types": ["t2.large"]}),
    # 44 nodes of two interfaces with 15 addresses each; with prefixes they hold two blocks and one address.
    warns("subnet-capacity", "network.cidr", "need", gpu_node_groups=[GROUP], **network(cidr="10.0.0.0/21")),
    warns(
        "subnet-capacity",
        "network.pod_subnets.us-west-2a",
        "251 addresses",
        gpu_node_groups=[GROUP],
        **pods("100.64.0.0/24", "100.64.64.0/18", cidr="10.0.0.0/21"),
    ),
    passes("subnet-capacity", gpu_node_groups=[GROUP], **pods("100.64.0.0/20", "100.64.64.0/18", cidr="10.0.0.0/21")),
    passes(
        "subnet-capacity",
        gpu_node_groups=[{**GROUP, "max_per_zone": 15}],
        addons={"vpc-cni": {"configuration": {"env": {"WARM_IP_TARGET": "1", "MINIMUM_IP_TARGET": "5"}}}},
        **network(cidr="10.0.0.0/21"),
    ),
)
