"""Auto Scaling as EKS's groups need it."""

from __future__ import annotations

from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, FakeScheduledAction

from tests.localaws import refusals
from tests.localaws.patching import replace

Tags = list[dict[str, str]]

_create_or_update_tags = AutoScalingBackend.create_or_update_tags
_put_scheduled_update_group_action = AutoScalingBackend.put_scheduled_update_group_action


def set_desired_capacity(self: FakeAutoScalingGroup, new_capacity: int | None) -> None:
    """Note the number; no instance is started, for there is nothing here that one could run on."""
    self.desired_capacity = self.min_size if new_capacity is None else new_capacity


def create_or_update_tags(self: AutoScalingBackend, tags: Tags) -> None:
    """Tag groups, within the limits of Auto Scaling."""
    refusals.auto_scaling_tag_keys([tag["Key"] for tag in tags])
    for tag in tags:
        name = tag["ResourceId"]
        if name not in self.autoscaling_groups:
            raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
        refusals.auto_scaling_tag_count({tag["Key"] for tag in self.autoscaling_groups[name].tags} | {tag["Key"]})
        _create_or_update_tags(self, [tag])


def put_scheduled_update_group_action(self: AutoScalingBackend, *args: Any, **kwargs: Any) -> FakeScheduledAction:
    """Keep an action under its group and its name; moto's key is the name alone, and groups share names."""
    action = _put_scheduled_update_group_action(self, *args, **kwargs)
    del self.scheduled_actions[action.scheduled_action_name]
    self.scheduled_actions[_key(action.auto_scaling_group_name, action.scheduled_action_name)] = action
    return action


def delete_scheduled_action(self: AutoScalingBackend, auto_scaling_group_name: str, scheduled_action_name: str) -> None:
    """Delete one group's action."""
    self.scheduled_actions.pop(_key(auto_scaling_group_name, scheduled_action_name), None)


def _key(group: str, action: str) -> str:
    return f"{group}/{action}"


def install() -> None:
    """Extend moto."""
    replace(FakeAutoScalingGroup, set_desired_capacity)
    for method in (create_or_update_tags, put_scheduled_update_group_action, delete_scheduled_action):
        replace(AutoScalingBackend, method)
