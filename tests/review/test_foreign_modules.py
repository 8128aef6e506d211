"""Plans of terraform-aws-eks and of EKS Blueprints, whose objects are all called `this`, read like our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.report.review.text import as_text
from eks_gpu.report.review.words import Page
from eks_gpu.review import Level
from eks_gpu.review.parts import Room
from tests.review.recorded import made_up, resource, reviewed

if TYPE_CHECKING:
    from tests.review.recorded import Document

# As version 20 and 21 name them: modules/eks-managed-node-group, modules/self-managed-node-group.
GROUP = 'module.eks.module.eks_managed_node_group["gpu"]'
SELF = 'module.eks.module.self_managed_node_group["old"]'


def within(module: str, row: Document) -> Document:
    address = f"{module}.{row['address']}[0]"
    return row | {"module_address": module, "address": address}


def group(version: str) -> dict[str, Any]:
    return {
        "cluster_name": "prod",
        "node_group_name_prefix": "gpu-",
        "instance_types": ["p5.48xlarge"],
        "launch_template": [{"id": "lt-1", "version": version}],
        "scaling_config": [{"desired_size": 2, "max_size": 4, "min_size": 0}],
        "subnet_ids": ["subnet-a", "subnet-b"],
    }


def test_the_modules_of_a_group_are_one_part() -> None:
    scaling = {"name": "old-20240101000000000000000001", "min_size": 1, "max_size": 3, "desired_capacity": 2}
    found = reviewed(
        made_up(
            within(GROUP, resource("aws_eks_node_group", "this", ["update"], before=group("3"), after=group("4"))),
            within(GROUP, resource("aws_launch_template", "this", ["update"], before={"a": 1}, after={"a": 2})),
            within(SELF, resource("aws_autoscaling_group", "this", ["delete"], before=scaling)),
            within("module.vpc", resource("aws_nat_gateway", "this", ["delete"], before={"id": "nat-1"})),
            within("module.eks.module.kms", resource("aws_kms_key", "this", ["delete"], before={"id": "k"})),
            resource("kubectl_manifest", "pool", ["delete"], before={"kind": "NodePool", "yaml_body": "s"}),
        )
    )

    assert [(one.part.room, one.part.name) for one in found.sections] == [
        (Room.CONTROL_PLANE, ""),
        (Room.NETWORK, ""),
        (Room.GPU_NODES, "gpu"),
        (Room.NODES, "old"),
        (Room.PLATFORM, ""),
    ]
    assert found.level is Level.LOSE
    assert found.clusters == ("prod",)
    assert "replaces the nodes of group gpu" in found.verdict
    text = " ".join(as_text(Page(found)).split())
    for sentence in (
        "Data encrypted with the key can be read until its deletion window ends",
        "Nodes lose their route to the internet",
        "EKS replaces its nodes",
        "Its instances are terminated, with the pods or jobs on them.",
        "Karpenter drains its nodes and terminates them.",
    ):
        assert sentence in text
    assert [(one.name, one.before.most, one.after.most) for one in found.groups] == [("gpu", 4, 4), ("old", 3, 0)]
