"""Declarations with node pools, and the objects that follow from them."""

from __future__ import annotations

from typing import Any

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.provisioning.node_class import class_ids
from eks_gpu.design.provisioning.objects import node_classes, pool_objects
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

POOL: dict[str, Any] = {"name": "serve", "instance_types": ["g6.xlarge", "g6.2xlarge"], "max": 4}
KEY = "arn:aws:kms:us-west-2:111122223333:key/1"


def designed(*pools: dict[str, Any], provisioner: Any = "karpenter", **changes: Any) -> ClusterDesign:
    """The design of the base with node pools."""
    data = changed({"provisioner": provisioner, "gpu_node_pools": [{**POOL, **pool} for pool in pools], **changes})
    return design_cluster(ClusterSpec.model_validate(data))


def objects(design: ClusterDesign) -> list[dict[str, Any]]:
    """All objects, with ids in the places where Terraform puts them."""
    ids = {
        one.name: {
            "subnetSelectorTerms": [{"id": f"subnet-{number}"} for number, _ in enumerate(one.zones)],
            "securityGroupSelectorTerms": [{"id": "sg-1"}],
        }
        for one in map(class_ids, design.pools)
    }
    classes = node_classes(design.spec, design.network, design.pools)
    return [
        *({**one, "spec": {**one["spec"], **ids[one["metadata"]["name"]]}} for one in classes),
        *pool_objects(design.pools),
    ]


def of_kind(design: ClusterDesign, kind: str) -> list[dict[str, Any]]:
    """The `spec` of each object of a kind."""
    return [one["spec"] for one in objects(design) if one["kind"] == kind]
