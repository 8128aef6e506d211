"""Karpenter's charts: the definitions, and the controller with eks-gpu's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu import catalog
from eks_gpu.design.images import image_for
from eks_gpu.design.nodes.groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.design.nodes.pools import KARPENTER
from eks_gpu.design.permissions.karpenter import NAME, NAMESPACE
from eks_gpu.design.provisioning import names
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.scheduling.taints import tolerating
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.design.nodes.system_group import SystemGroupDesign
    from eks_gpu.design.platform.vpc_cni import CniDesign
    from eks_gpu.spec import ClusterSpec

CHART, DEFINITIONS = "karpenter", "karpenter-crd"
# Definitions are there at once.
_DEFINITIONS_SECONDS = 120
# The chart asks for nothing, and requires two nodes for its two replicas. Karpenter's guide gives each a whole core,
# for thousands of nodes; these are for hundreds, and the limit of memory is the guide's.
_REQUESTS, _LIMITS = {"cpu": "250m", "memory": "512Mi"}, {"memory": "1Gi"}
_REPLICAS = 2


@dataclass(frozen=True)
class ChartDesign:
    """A release of a chart of Karpenter's.

    Attributes:
        chart: Name of the chart, and of the release.
        repository: Its repository.
        version: Its version.
        namespace: Its namespace.
        values: eks-gpu's own values, then those of the user.
        timeout_seconds: Time that Helm waits.
        skip_crds: Whether the definitions of the chart are left out, because the other chart keeps them.
    """

    chart: str
    repository: str
    version: str
    namespace: str
    values: tuple[Mapping[str, Any], ...]
    timeout_seconds: int
    skip_crds: bool


def design_charts(
    spec: ClusterSpec, pools: Sequence[NodePoolDesign], system: SystemGroupDesign, cni: CniDesign
) -> tuple[ChartDesign, ...]:
    """The releases of Karpenter, in their order; none without Karpenter.

    Helm never upgrades the definitions that a chart brings in its `crds` folder, so they are a release of their own.
    """
    asked = spec.provisioner
    if asked is None or asked.kind != KARPENTER:
        return ()
    values = (_values(spec, pools, system, cni), dict(asked.values))
    releases = ((DEFINITIONS, (), _DEFINITIONS_SECONDS), (CHART, values, seconds(asked.timeout)))
    return tuple(
        ChartDesign(
            chart=chart,
            repository=catalog.chart(chart).repository,
            version=asked.version or catalog.chart(chart).version,
            namespace=NAMESPACE,
            values=tuple(one for one in given if one),
            timeout_seconds=timeout,
            skip_crds=chart == CHART,
        )
        for chart, given, timeout in releases
    )


def _values(
    spec: ClusterSpec, pools: Sequence[NodePoolDesign], system: SystemGroupDesign, cni: CniDesign
) -> dict[str, Any]:
    settings: dict[str, Any] = {"clusterName": spec.name, "interruptionQueue": names.queue(spec.name)}
    gates = _gates(pools)
    if gates:
        settings["featureGates"] = gates
    if cni.custom:
        # With subnets only for pods, the first interface of a node has none of them.
        settings["reservedENIs"] = "1"
    if isinstance(spec.network, CreatedNetworkSpec) and spec.network.nat == "none":
        # No endpoint of a VPC leads to the price list.
        settings["isolatedVPC"] = True
    return {
        "serviceAccount": {"name": NAME},
        "settings": settings,
        **_placement(spec, system),
        "controller": _container(spec),
    }


def _gates(pools: Sequence[NodePoolDesign]) -> dict[str, bool]:
    """Features of Karpenter that are off by default and that some pool needs."""
    return {
        **({"nodeOverlay": True} if any(pool.overlay(kind) for pool in pools for kind in pool.types) else {}),
        **({"staticCapacity": True} if any(pool.static for pool in pools) else {}),
    }


def _placement(spec: ClusterSpec, system: SystemGroupDesign) -> dict[str, Any]:
    """System nodes; on a cluster of others, all nodes that Karpenter has not started."""
    if spec.existing_cluster:
        return {"replicas": _REPLICAS}
    tolerations = [
        {"key": "CriticalAddonsOnly", "operator": "Exists"},
        *(
            {"key": one.key, "operator": one.operator, "value": one.value, "effect": one.effect}
            for one in tolerating(system.taints)
        ),
    ]
    return {
        # The chart wants each replica on a node of its own.
        "replicas": min(_REPLICAS, max(system.min_nodes, 1)),
        "nodeSelector": {"kubernetes.io/os": "linux", GROUP_LABEL: SYSTEM_GROUP},
        "tolerations": tolerations,
    }


def _container(spec: ClusterSpec) -> dict[str, Any]:
    container: dict[str, Any] = {"resources": {"requests": _REQUESTS, "limits": _LIMITS}}
    if spec.images:
        # The digest of the chart is that of the public image.
        repository, _, tag = image_for(spec, CHART).rpartition(":")
        container["image"] = {
            "repository": repository,
            "tag": (spec.provisioner and spec.provisioner.version) or tag,
            "digest": "",
        }
    return container
