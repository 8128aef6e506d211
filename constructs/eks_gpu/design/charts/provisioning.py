"""The releases of a provisioner: Karpenter's definitions and controller, then the node pools.

The pools' objects go first when a cluster is destroyed. An EC2NodeClass has a finalizer until the last of its nodes has
been drained and ended, and Helm waits for it (`wait`), so that the controller outlives the nodes: without it nobody
would end them (aws/karpenter-provider-aws#6870). NodeClass and NodePool are in one release, because a class that is
gone before its nodes hangs, and a pool without a class starts none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.design.charts.local_chart import local_chart
from eks_gpu.design.charts.release import ReleaseDesign
from eks_gpu.design.permissions.karpenter import NAMESPACE
from eks_gpu.design.provisioning.controller import design_charts
from eks_gpu.design.provisioning.node_class import class_ids
from eks_gpu.design.provisioning.objects import node_classes, pool_objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.design.nodes.system_group import SystemGroupDesign
    from eks_gpu.design.platform.vpc_cni import CniDesign
    from eks_gpu.spec import ClusterSpec

POOLS = "gpu-node-pools"
# Time for the nodes to drain and end. A token for the whole apply ends after 15 minutes, and what does not fit is
# finished by the next destroy.
_DRAIN_SECONDS, _DRAIN_SECONDS_BY_TOKEN = 1800, 300


def provisioning_releases(
    spec: ClusterSpec,
    network: NetworkDesign,
    pools: Sequence[NodePoolDesign],
    system: SystemGroupDesign,
    cni: CniDesign,
) -> tuple[ReleaseDesign, ...]:
    """The releases, in their order; none without a provisioner."""
    charts = tuple(
        ReleaseDesign(
            where="provisioner",
            name=chart.chart,
            namespace=chart.namespace,
            stack="platform",
            chart=chart.chart,
            repository=chart.repository,
            version=chart.version,
            values=tuple(json.dumps(values, indent=2, ensure_ascii=False) for values in chart.values),
            wait=True,
            timeout_seconds=chart.timeout_seconds,
            skip_crds=chart.skip_crds,
        )
        for chart in design_charts(spec, pools, system, cni)
    )
    return (*charts, *((_pools(spec, network, pools),) if pools else ()))


def _pools(spec: ClusterSpec, network: NetworkDesign, pools: Sequence[NodePoolDesign]) -> ReleaseDesign:
    chart = local_chart(POOLS, pool_objects(pools), node_classes(spec, network, pools))
    lasting = spec.access.kubernetes_auth == "exec"
    return ReleaseDesign(
        where="gpu_node_pools",
        name=POOLS,
        namespace=NAMESPACE,
        stack="platform",
        chart=POOLS,
        repository=None,
        version=chart.version,
        values=(),
        wait=True,
        timeout_seconds=_DRAIN_SECONDS if lasting else _DRAIN_SECONDS_BY_TOKEN,
        local=chart,
        classes=tuple(map(class_ids, pools)),
    )
