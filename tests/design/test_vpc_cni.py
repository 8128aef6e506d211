"""Pod limits and addresses with prefixes and custom networking.

The figures are those of EKS's own `max-pods-calculator.sh` (awslabs/amazon-eks-ami), with and without
`--cni-prefix-delegation-enabled` and `--cni-custom-networking-enabled`.
"""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.platform.vpc_cni import CniDesign, design_cni
from eks_gpu.manifests.system import nodes_with
from eks_gpu.scheduling.amounts import MEMORY, PODS, VOLUMES
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

A, B = "us-west-2a", "us-west-2b"
PODS_APART: dict[str, Any] = {
    "network.secondary_cidrs": ["100.64.0.0/16"],
    "network.pod_subnets": {A: "100.64.0.0/18", B: "100.64.64.0/18"},
}
PREFIXES: dict[str, Any] = {"network.prefix_delegation": True}


def design(**changes: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def limit(**changes: Any) -> tuple[int, int]:
    """Pods that both models have room for, daemons included."""
    made = design(workloads=[], **changes)
    pool = made.nodes[0].pools[0]
    return pool.template.capacity[PODS], pool.nodes[0].capacity[PODS]


def variables(**env: str) -> dict[str, Any]:
    return {"addons.vpc-cni": {"configuration": {"env": env}}}


@pytest.mark.parametrize(
    ("kind", "plain", "custom", "prefixes", "both"),
    [
        ("g5.xlarge", 58, 44, 110, 110),
        ("g4dn.xlarge", 29, 20, 110, 110),
        ("g5.12xlarge", 250, 250, 250, 250),
        ("m7i.large", 29, 20, 110, 110),
        # Without prefixes, whatever the file asks for.
        ("t2.large", 35, 24, 35, 24),
    ],
)
def test_limits_are_those_of_the_calculator(kind: str, plain: int, custom: int, prefixes: int, both: int) -> None:
    found = catalog.instance_type(kind)
    assert found
    limits = [CniDesign(prefixes=one, custom=other).max_pods(found) for one in (False, True) for other in (False, True)]
    assert limits == [plain, custom, prefixes, both]


def test_the_models_follow_the_network() -> None:
    assert limit() == (110, 58)
    assert limit(**PODS_APART) == (110, 44)
    assert limit(**PREFIXES) == (110, 110)
    assert limit(**PREFIXES, **PODS_APART) == (110, 110)
    # nodeadm on a custom AMI knows of no prefixes, but pods still have one interface less.
    own = {"gpu_node_groups[0].ami": {"id": "ami-0a1b2c3d"}}
    assert limit(**own, **PREFIXES) == (110, 58)
    assert limit(**own, **PODS_APART) == (110, 44)


def test_the_models_follow_the_configuration_of_the_addon() -> None:
    assert limit(**variables(ENABLE_PREFIX_DELEGATION="true")) == (110, 110)
    assert limit(**variables(AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG="true")) == (110, 44)
    assert limit(**variables(ENABLE_PREFIX_DELEGATION="false")) == (110, 58)


def test_system_nodes_follow_too() -> None:
    def most(**changes: Any) -> int:
        return nodes_with(design(**changes), ())[-1].pools[0].nodes[0].capacity[PODS]

    assert (most(), most(**PODS_APART), most(**PREFIXES)) == (29, 20, 110)


def test_bottlerocket_reserves_memory_by_the_limit() -> None:
    """With 58 pods it keeps 893 MiB, with 110 1,465; nodeadm goes by its own table."""
    rocket = {"gpu_node_groups[0].os": "bottlerocket", "workloads": []}

    def free(**changes: Any) -> int:
        return design(**changes).nodes[0].pools[0].nodes[0].free[MEMORY]

    assert free(**rocket) - free(**rocket, **PREFIXES) == 11 * (110 - 58)
    assert free(workloads=[]) == free(workloads=[], **PREFIXES)


def test_an_interface_for_pods_takes_a_volume_where_both_share_the_limit() -> None:
    def volumes(**changes: Any) -> int:
        return design(workloads=[], **changes).nodes[0].pools[0].nodes[0].capacity[VOLUMES]

    assert volumes() - volumes(**PODS_APART) == 1
    assert volumes(**PREFIXES) - volumes() == 1


def test_addresses_that_a_node_holds() -> None:
    kind = catalog.instance_type("g5.xlarge")
    assert kind
    # 4 interfaces of 15 addresses.
    assert CniDesign().held(kind, 10) == (30, 0)
    assert CniDesign(custom=True).held(kind, 10) == (1, 30)
    # Two blocks of 16 and the interface's own address.
    assert CniDesign(prefixes=True).held(kind, 10) == (33, 0)
    assert CniDesign(prefixes=True, custom=True).held(kind, 10) == (1, 33)
    assert CniDesign(warm_ips=2).held(kind, 10) == (13, 0)
    assert CniDesign(warm_ips=2, least_ips=20).held(kind, 10) == (22, 0)
    assert CniDesign(prefixes=True, warm_ips=2).held(kind, 10) == (17, 0)


def test_settings_of_the_addon_follow_from_the_network() -> None:
    settings = next(addon.settings for addon in design(**PODS_APART, **PREFIXES).addons if addon.name == "vpc-cni")
    assert settings == {
        "env": {
            "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true",
            "ENABLE_PREFIX_DELEGATION": "true",
            "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone",
        },
        "eniConfig": {
            "create": True,
            "region": "us-west-2",
            "subnets": {zone: {"id": f"the subnet for pods in {zone}"} for zone in (A, B)},
        },
    }
    assert next(addon.settings for addon in design().addons if addon.name == "vpc-cni") is None


def test_targets_of_the_addon_are_read() -> None:
    made = design(**variables(WARM_IP_TARGET="5", MINIMUM_IP_TARGET="0", WARM_PREFIX_TARGET="2"))
    assert design_cni(made.addons) == CniDesign(warm_ips=5, least_ips=None, warm_prefixes=2)
