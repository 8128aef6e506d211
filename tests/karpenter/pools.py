"""A cluster with one node pool, twice: as eks-gpu designs it, and as Karpenter would read it."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from eks_gpu.design import design_cluster
from eks_gpu.spec import load_text
from tests.karpenter.recorded import recorded_type
from tests.karpenter.scheduling import Pool
from tests.karpenter.types import CAPACITY, MIB, ZONE, NodeClass, believed

if TYPE_CHECKING:
    from eks_gpu.design import GroupModels
    from tests.karpenter.types import Resources

ZONES = ("us-west-2a", "us-west-2b")
REGION = "us-west-2"
# Slices of one profile that fill a GPU, by the number before the `g`.
_SLICES = {"1": 7, "2": 3, "3": 2, "4": 1, "7": 1}
GPU_TAINT = ("nvidia.com/gpu", "present", "NoSchedule")


def models_of(pool: dict[str, Any]) -> GroupModels:
    """The design's models of a pool."""
    spec = {
        "name": "demo",
        "region": REGION,
        "kubernetes_version": "1.35",
        "network": {"zones": list(ZONES)},
        "access": {"runner": "vpc", "admins": ["arn:aws:iam::111122223333:role/a"]},
        "provisioner": "karpenter",
        "gpu_node_pools": [{"name": "pool", "max": 4, **pool}],
    }
    loaded = load_text(json.dumps(spec))
    assert not loaded.problems, loaded.problems
    assert loaded.spec
    (models,) = design_cluster(loaded.spec).nodes
    return models


def pool_of(pool: dict[str, Any], models: GroupModels) -> Pool:
    """The NodePool that Karpenter would have, by the words of the file; only the daemons are the design's own."""
    node_class = node_class_of(pool)
    zones = frozenset(pool.get("zones", ZONES))
    types = tuple(believed(name, node_class, REGION, zones) for name in pool["instance_types"])
    requirements = {
        "node.kubernetes.io/instance-type": frozenset(pool["instance_types"]),
        CAPACITY: frozenset(pool.get("capacity", ["on-demand"])),
        ZONE: zones,
        "karpenter.sh/nodepool": frozenset({"pool"}),
        "karpenter.k8s.aws/ec2nodeclass": frozenset({"pool"}),
        **{key: frozenset({value}) for key, value in models.group.labels.items()},
        **{key: frozenset({value}) for key, value in pool.get("labels", {}).items()},
    }
    taints = [GPU_TAINT, *((one["key"], one["value"], one["effect"]) for one in pool.get("taints", ()))]
    daemons = tuple(_amounts(dict(daemon.asks)) for daemon in models.pools[0].template.daemons)
    return Pool(requirements, tuple(taints), daemons, types)


def node_class_of(pool: dict[str, Any]) -> NodeClass:
    nodes = pool.get("nodes", {})
    made = NodeClass(
        family="Bottlerocket" if pool.get("os") == "bottlerocket" else "AL2023",
        volume_gib=pool.get("disk_gib", 200),
        raid0=pool.get("local_storage") == "raid0",
        efa_only=_efa_cards(pool),
        max_pods=nodes.get("kubelet", {}).get("max_pods"),
        reservations=frozenset(pool["instance_types"] if pool.get("capacity_reservations") else ()),
    )
    return replace(made, overlays={name: _overlay(pool, name) for name in pool["instance_types"]})


def _efa_cards(pool: dict[str, Any]) -> tuple[int, ...]:
    """Cards with an EFA-only interface: all, but the first of a type that has one card more than EFAs."""
    if not pool.get("efa"):
        return ()
    network = recorded_type(pool["instance_types"][0])["NetworkInfo"]
    most = network["EfaInfo"]["MaximumEfaInterfaces"]
    return tuple(card["NetworkCardIndex"] for card in network["NetworkCards"])[-most:]


def _overlay(pool: dict[str, Any], name: str) -> dict[str, int]:
    """The words of NodeOverlays about a type: GPUs by the names of the plugin, and huge pages with EFA."""
    (gpu,) = recorded_type(name)["GpuInfo"]["Gpus"]
    offered = _offered(pool.get("sharing", {}), gpu["LogicalGpuCount"])
    plain = offered == {"nvidia.com/gpu": gpu["Count"]}
    pages = {"hugepages-2Mi": _hugepages(pool, name)} if pool.get("efa") else {}
    return pages if plain else {"nvidia.com/gpu": 0, **offered, **pages}


def _offered(sharing: dict[str, Any], gpus: int) -> dict[str, int]:
    slicing = sharing.get("time_slicing") or sharing.get("mps") or {"replicas": 1}
    suffix = ".shared" if slicing.get("rename") else ""
    mig = sharing.get("mig")
    if isinstance(mig, dict):
        return {f"nvidia.com/mig-{key}{suffix}": count * gpus * slicing["replicas"] for key, count in mig.items()}
    return {f"nvidia.com/gpu{suffix}": gpus * slicing["replicas"] * (_SLICES[mig[0]] if mig else 1)}


def _hugepages(pool: dict[str, Any], name: str) -> int:
    """5,128 pages with AL2023's driver; two endpoints of 110 MiB for each vCPU with Bottlerocket's."""
    vcpus: int = recorded_type(name)["VCpuInfo"]["DefaultVCpus"]
    return (110 * vcpus if pool.get("os") == "bottlerocket" else 5128) * 2 * MIB


def _amounts(asks: dict[str, int]) -> Resources:
    units = {"cpu": Fraction(1, 1000), "memory": Fraction(MIB), "ephemeral-storage": Fraction(MIB)}
    return {name: amount * units.get(name, Fraction(1)) for name, amount in asks.items()}
