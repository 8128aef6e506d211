"""Everything that a provisioner reads of the pools, as objects of Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.nodes.settings import no_proxy
from eks_gpu.design.provisioning.node_class import node_class
from eks_gpu.design.provisioning.node_pool import node_pool
from eks_gpu.design.provisioning.overlays import overlays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.spec import ClusterSpec


def node_classes(
    spec: ClusterSpec, network: NetworkDesign, pools: Sequence[NodePoolDesign]
) -> tuple[dict[str, Any], ...]:
    """The classes of nodes, one for each pool, without the ids that only Terraform knows."""
    return tuple(node_class(spec, pool, no_proxy(spec, network, pool.machine)) for pool in pools)


def pool_objects(pools: Sequence[NodePoolDesign]) -> tuple[dict[str, Any], ...]:
    """The pools themselves, and the overlays that go with them."""
    return (*map(node_pool, pools), *overlays(pools))
