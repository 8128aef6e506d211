"""The life of a cluster, from the first apply to the last destroy, and what was seen on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.localaws.edits import RAISED
from tests.synthesized import AWS_KINDS

if TYPE_CHECKING:
    from tests.localaws.deployment import Change, Deployment
    from tests.localaws.server import LocalAws
    from tests.synthesized import Synthesized

Shape = dict[str, Any]


@dataclass(frozen=True)
class Declarations:
    """The stacks of all clusters, as they are declared on one day after the other; one of them raises its minima."""

    first: Synthesized
    grown: Synthesized
    raised: Synthesized
    on_other_types: Synthesized


@dataclass(frozen=True)
class Seen:
    """Results of a whole cycle; on the way it checks that a second plan is empty."""

    groups: list[Shape]
    """The Auto Scaling groups after the first apply."""

    schedules: list[Shape]
    """Their scheduled actions."""

    grown: list[Change]
    """What the first edit plans for the cluster."""

    grown_nodegroups: list[Shape]
    """The node groups after it, as EKS describes them."""

    refusal: str
    """What terraform says of the minima, where they are raised."""

    on_other_types: list[Change]
    """What the last edit plans for the cluster."""


def live(aws: LocalAws, deployment: Deployment, declared: Declarations) -> Seen:
    """Apply, plan nothing, edit again and again, plan nothing again, destroy."""
    deployment.write(declared.first)
    deployment.init()
    deployment.apply()
    scale_up(aws, deployment.cluster)
    for kind in AWS_KINDS:
        deployment.assert_done(kind)
    groups = auto_scaling_groups(aws, deployment.cluster)
    schedules = schedules_of(aws, groups)

    deployment.write(declared.grown)
    grown = deployment.plan("cluster")
    deployment.apply_plan("cluster")
    described = nodegroups(aws, deployment.cluster)

    refusal = ""
    if f"{deployment.cluster}-cluster" in declared.raised.names():
        deployment.write(declared.raised)
        refusal = deployment.refused("cluster")
        raise_by_hand(aws, deployment.cluster)
        deployment.assert_done("cluster")

    deployment.write(declared.on_other_types)
    on_other_types = deployment.plan("cluster")
    deployment.apply_plan("cluster")
    deployment.assert_done("cluster")

    deployment.destroy()
    return Seen(groups, schedules, grown, described, refusal, on_other_types)


def scale_up(aws: LocalAws, cluster: str) -> None:
    """Do what the autoscaler does for a pending pod: the desired size is its own, and no plan may take it back."""
    autoscaling = aws.client("autoscaling")
    for group in auto_scaling_groups(aws, cluster):
        if not group["DesiredCapacity"]:
            autoscaling.set_desired_capacity(AutoScalingGroupName=group["AutoScalingGroupName"], DesiredCapacity=1)


def raise_by_hand(aws: LocalAws, cluster: str) -> None:
    """Raise minimum and desired size together, as docs/reference/edits.md says to do before the file is edited."""
    for group in nodegroups(aws, cluster):
        if group["scalingConfig"]["minSize"] < RAISED:
            aws.client("eks").update_nodegroup_config(
                clusterName=cluster,
                nodegroupName=group["nodegroupName"],
                scalingConfig={"minSize": RAISED, "desiredSize": RAISED},
            )


def auto_scaling_groups(aws: LocalAws, cluster: str) -> list[Shape]:
    """The groups that the autoscaler of a cluster would find, by the tag that EKS gives them."""
    filters = [{"Name": "tag-key", "Values": [f"k8s.io/cluster-autoscaler/{cluster}"]}]
    found: list[Shape] = aws.client("autoscaling").describe_auto_scaling_groups(Filters=filters)["AutoScalingGroups"]
    return found


def schedules_of(aws: LocalAws, groups: list[Shape]) -> list[Shape]:
    """The scheduled actions of groups."""
    names = {group["AutoScalingGroupName"] for group in groups}
    every = aws.client("autoscaling").describe_scheduled_actions()["ScheduledUpdateGroupActions"]
    return [action for action in every if action["AutoScalingGroupName"] in names]


def nodegroups(aws: LocalAws, cluster: str) -> list[Shape]:
    """The node groups of a cluster, as EKS describes them."""
    eks = aws.client("eks")
    names = eks.list_nodegroups(clusterName=cluster)["nodegroups"]
    return [eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"] for name in names]
