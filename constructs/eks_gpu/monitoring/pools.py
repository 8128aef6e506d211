"""Alerts about node pools, from Karpenter's own metrics; those of Auto Mode's controller are not exposed.

Names and labels are those of kubernetes-sigs/karpenter v1.14.0: `pkg/controllers/metrics/nodepool/controller.go` and
`pkg/cloudprovider/metrics/cloudprovider.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.alert import AlertRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodePoolDesign

_LOG = "kubectl logs -A -l app.kubernetes.io/name=karpenter --tail=500"
# Karpenter counts an instance that is gone already as an error as well.
_ERRORS = 'karpenter_cloudprovider_errors_total{error!="NodeClaimNotFoundError"}'


def pool_alerts(design: ClusterDesign, some_wait: str) -> Iterator[AlertRule]:
    """Pools that are full, and a controller that gets no nodes, while GPU pods wait.

    Args:
        design: The cluster.
        some_wait: The condition that GPU pods wait, as PromQL after `and`.
    """
    pools = [pool for pool in design.pools if not pool.auto and not pool.static]
    for pool in pools:
        yield _full(pool, some_wait)
    if pools:
        yield AlertRule(
            "eks-gpu-scaling",
            "KarpenterLaunchFailed",
            f"sum by (error) (increase({_ERRORS}[30m])) > 0 and {some_wait}",
            "15m",
            "warning",
            "Karpenter asked EC2 for nodes and got none, and GPU pods wait ({{ $labels.error }})",
            "EC2 has no capacity, or a quota is used up. More types, zones or kinds of `capacity` give the pool more "
            "to choose from. `eks-gpu doctor FILE` reads the conditions of its claims.",
            f"kubectl get nodeclaims; {_LOG} | grep -i -E 'insufficient|error'",
        )


def _full(pool: NodePoolDesign, some_wait: str) -> AlertRule:
    usage, limit = (
        f'max(karpenter_nodepools_{kind}{{nodepool="{pool.name}",resource_type="nodes"}})'
        for kind in ("usage", "limit")
    )
    return AlertRule(
        "eks-gpu-scaling",
        "GpuPoolAtMaximum",
        f"({usage} >= {limit}) and {some_wait}",
        "15m",
        "warning",
        f"Pool {pool.name} has all of its {pool.max_nodes} nodes, and GPU pods wait",
        f"Raise `max` of `{pool.where}`, or take pods away. The account's quota may be the next limit: `eks-gpu check` "
        "names what the pool needs of it.",
        f"kubectl get nodes -l karpenter.sh/nodepool={pool.name} && "
        "kubectl get pods -A --field-selector status.phase=Pending",
        {"pool": pool.name},
    )
