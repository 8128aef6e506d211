"""Changes in place that take something away: the level is interrupt, and a sentence says what goes."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.review import Level
from tests.review.recorded import made_up, resource, reviewed

_SIZES = {"min_size": 0, "max_size": 9}
_NODE = "- rolearn: arn:aws:iam::111122223333:role/node\n  username: system:node:{{EC2PrivateDNSName}}\n"
_PERSON = "- userarn: arn:aws:iam::111122223333:user/ann\n"


def group(desired: int) -> dict[str, Any]:
    return {
        "cluster_name": "c",
        "node_group_name": "plain",
        "instance_types": ["g5.xlarge"],
        "scaling_config": [_SIZES | {"desired_size": desired}],
    }


def scaling(desired: int, **others: Any) -> dict[str, Any]:
    return {"name_prefix": "plain-", "desired_capacity": desired} | _SIZES | others


def auth(**data: str) -> dict[str, Any]:
    return {"metadata": [{"name": "aws-auth", "namespace": "kube-system"}], "data": data}


def pools(version: str, **others: Any) -> dict[str, Any]:
    """The release of the node pools, whose version is a hash of all its objects."""
    made = {"name": "gpu-node-pools", "namespace": "kube-system", "chart": "./charts/gpu-node-pools"}
    return made | {"version": f"0.0.0-h{version}", "timeout": 300} | others


@pytest.mark.parametrize(
    ("kind", "before", "after", "means", "verdict"),
    [
        (
            "aws_eks_node_group",
            group(5),
            group(2),
            "EKS drains and terminates 3 nodes, with the pods on them.",
            "removes running nodes of plain",
        ),
        (
            "aws_autoscaling_group",
            scaling(2),
            scaling(1),
            "EC2 Auto Scaling terminates 1 node, with the pods on it.",
            "removes running nodes of plain",
        ),
        (
            "aws_autoscaling_group",
            scaling(5),
            scaling(5, max_size=3),
            "EC2 Auto Scaling terminates 2 nodes, with the pods on them.",
            "removes running nodes of plain",
        ),
        (
            "aws_ec2_capacity_reservation",
            {"instance_count": 4},
            {"instance_count": 3},
            "1 reserved instance is released at once, and AWS may not have the capacity again.",
            "releases reserved instances",
        ),
        (
            "kubernetes_config_map_v1_data",
            auth(mapRoles=_NODE, mapUsers=_PERSON),
            auth(mapRoles="[]", mapUsers=_PERSON),
            (
                "arn:aws:iam::111122223333:role/node loses access to the cluster: nodes with such a role become "
                "NotReady, and people and programs are refused."
            ),
            "takes access to the cluster away",
        ),
        (
            "helm_release",
            pools("1"),
            pools("2"),
            (
                "Running nodes of a changed pool may no longer be what it says (drift): their provisioner replaces "
                "those, within the pool's budgets, and evicts their pods. `eks-gpu check --since` says which pools "
                "these are."
            ),
            "may replace nodes of node pools",
        ),
        (
            "aws_instance",
            {"instance_type": "g5.xlarge"},
            {"instance_type": "g5.2xlarge"},
            "The machine is stopped and started again.",
            "restarts a machine",
        ),
    ],
)
def test_it_interrupts(kind: str, before: Any, after: Any, means: str, verdict: str) -> None:
    found = reviewed(made_up(resource(kind, "x", ["update"], before=before, after=after)))

    assert found.level is Level.INTERRUPT
    assert found.sections[0].means == (means,)
    assert verdict in found.verdict


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("aws_eks_node_group", group(2), group(5)),
        ("aws_autoscaling_group", scaling(2), scaling(2, max_size=20)),
        ("aws_ec2_capacity_reservation", {"instance_count": 3}, {"instance_count": 4}),
        ("kubernetes_config_map_v1_data", auth(mapRoles=_NODE), auth(mapRoles=_NODE, mapUsers=_PERSON)),
        ("helm_release", pools("1"), pools("1", timeout=1800)),
        ("helm_release", pools("1", chart="gpu-node-pools"), pools("1", chart="gpu-node-pools", description="x")),
        ("helm_release", pools("1", chart="./charts/theirs"), pools("2", chart="./charts/theirs")),
    ],
)
def test_growth_interrupts_nothing(kind: str, before: Any, after: Any) -> None:
    assert reviewed(made_up(resource(kind, "x", ["update"], before=before, after=after))).level is Level.CHANGE


def test_a_destroyed_aws_auth_says_who_is_locked_out() -> None:
    found = reviewed(made_up(resource("kubernetes_config_map", "x", ["delete"], before=auth(mapRoles=_NODE))))

    assert "role/node loses access to the cluster" in " ".join(found.sections[0].means)


def test_a_destroyed_release_of_pools_ends_their_nodes() -> None:
    found = reviewed(made_up(resource("helm_release", "x", ["delete"], before=pools("1"))))

    assert "All nodes of the pools are drained and ended" in found.sections[0].means[0]
    assert "ends the nodes of node pools" in found.verdict


def test_a_refresh_of_instances_replaces_nodes() -> None:
    before = scaling(2, launch_template=[{"version": "1"}], instance_refresh=[{"strategy": "Rolling"}])
    after = before | {"launch_template": [{"version": "2"}]}
    found = reviewed(made_up(resource("aws_autoscaling_group", "x", ["update"], before=before, after=after)))

    assert found.level is Level.INTERRUPT
    assert "refreshes its instances" in found.sections[0].means[0]


def test_plain_groups_have_sizes() -> None:
    """As the module for self-managed groups of terraform-aws-eks writes them: the type stands in the template."""
    module = 'module.eks.module.self_managed_node_group["gpu"]'
    rows = [
        resource("aws_autoscaling_group", "this", ["update"], before=scaling(1), after=scaling(1, max_size=12)),
        resource("aws_launch_template", "this", ["no-op"], before={"instance_type": "p5.48xlarge"}),
    ]
    rows[1]["change"]["after"] = rows[1]["change"]["before"]
    for row in rows:
        row |= {"module_address": module, "address": f"{module}.{row['address']}[0]"}
    found = reviewed(made_up(*rows))

    (size,) = found.groups
    assert (size.name, size.types, size.before.most, size.after.gpus_most) == ("plain", ("p5.48xlarge",), 9, 96)
