"""Edits that make Karpenter replace running nodes, because these no longer are what their pool says.

From kubernetes-sigs/karpenter `pkg/apis/v1/nodepool.go` (NodePool.Hash: the whole template but its requirements, so
that `expireAfter` and `terminationGracePeriod` count) and aws/karpenter-provider-aws v1.14.1
`pkg/apis/v1/ec2nodeclass.go` (EC2NodeClass.Hash) and `pkg/cloudprovider/drift.go`. Parts that they leave out are
compared with the node itself: requirements, subnets and reservations drift only the nodes that they exclude.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.provisioning.node_pool import node_pool
from eks_gpu.design.provisioning.objects import node_classes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodePoolDesign

_RESERVATIONS = "capacityReservationSelectorTerms"


def same_pools(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[NodePoolDesign, NodePoolDesign]]:
    """Pools of both declarations that one provisioner buys nodes for."""
    before = {pool.name: pool for pool in old.pools}
    for pool in new.pools:
        was = before.get(pool.name)
        if was and was.provisioner == pool.provisioner:
            yield was, pool


def drifted(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[NodePoolDesign, NodePoolDesign, tuple[str, ...]]]:
    """Each pool whose running nodes are replaced, with the fields of its objects that say so."""
    classes = [
        {one["metadata"]["name"]: one["spec"] for one in node_classes(side.spec, side.network, side.pools)}
        for side in (old, new)
    ]
    for was, now in same_pools(old, new):
        fields = [*_of_class(classes[0][was.name], classes[1][now.name]), *_of_pool(was, now)]
        if old.spec.node_security_group_ids != new.spec.node_security_group_ids:
            fields.append("securityGroupSelectorTerms")
        if fields:
            yield was, now, tuple(fields)


def _of_class(was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name in sorted({*was, *now} - {_RESERVATIONS}):
        if was.get(name) != now.get(name):
            yield name
    if any(one not in now.get(_RESERVATIONS, ()) for one in was.get(_RESERVATIONS, ())):
        yield _RESERVATIONS


def _of_pool(was: NodePoolDesign, now: NodePoolDesign) -> Iterator[str]:
    before, after = (node_pool(pool)["spec"]["template"] for pool in (was, now))
    if before["metadata"] != after["metadata"]:
        yield "labels"
    for name in ("expireAfter", "taints", "terminationGracePeriod"):
        if before["spec"].get(name) != after["spec"].get(name):
            yield name
    wanted = [{one["key"]: set(one["values"]) for one in side["spec"]["requirements"]} for side in (before, after)]
    for key, values in wanted[0].items():
        if key in wanted[1] and values - wanted[1][key]:
            yield key
