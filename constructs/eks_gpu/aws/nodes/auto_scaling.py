"""The Auto Scaling groups that EKS makes for node groups: tags and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.moved import moved_from
from eks_gpu.bindings import (
    TerraformIterator,
    TerraformResourceLifecycle,
    autoscaling_group_tag,
    autoscaling_schedule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.bindings import Construct, eks_node_group
    from eks_gpu.design import NodeGroupDesign


def tell_auto_scaling(
    scope: Construct, group: NodeGroupDesign, resource: eks_node_group.EksNodeGroup, tags: Mapping[str, str]
) -> None:
    """Tag the Auto Scaling group behind a node group, and give it its schedules.

    EKS does not pass a node group's own tags on to it (aws/containers-roadmap #608). Its name is an output of the node
    group; the keys of the tags are known at plan, so one resource can hold them all by `for_each`.

    A schedule's address follows from its moment (docs/decisions/0022): the provider sends the old start time with every
    update (hashicorp/terraform-provider-aws #38983), so another moment has to be another resource.
    """
    name = resource.resources.get(0).autoscaling_groups.get(0).name
    autoscaling_group_tag.AutoscalingGroupTagA(
        scope,
        f"{group.id}-tags",
        for_each=TerraformIterator.from_map(tags),
        autoscaling_group_name=name,
        tag=autoscaling_group_tag.AutoscalingGroupTagTag(
            key="${each.key}", value="${each.value}", propagate_at_launch=False
        ),
    )
    for schedule in group.schedules:
        made = autoscaling_schedule.AutoscalingSchedule(
            scope,
            f"{group.id}-schedule-{schedule.key}",
            autoscaling_group_name=name,
            scheduled_action_name=f"eks-gpu-{schedule.key}",
            recurrence=schedule.cron,
            time_zone=schedule.time_zone,
            # Left out, a size would become 0; -1 leaves it as it is. Auto Scaling lifts the desired size to a higher
            # minimum by itself.
            min_size=_or_as_it_is(schedule.min),
            max_size=_or_as_it_is(schedule.max),
            desired_capacity=_or_as_it_is(schedule.desired),
            # Actions of older releases are named by their place in the list, and another name would replace them.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["scheduled_action_name"]),
        )
        if schedule.formerly is not None:
            moved_from(scope, made, f"{group.id}-schedule-{schedule.formerly}")


def _or_as_it_is(size: int | None) -> int:
    return -1 if size is None else size
