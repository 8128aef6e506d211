"""Placement groups, which moto does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

if TYPE_CHECKING:
    from moto.ec2.models import EC2Backend

# By account and region, then by name.
_GROUPS: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}


def create_placement_group(self: EC2Response) -> ActionResult:
    """Make a group; its name is its own in the region."""
    name, groups = self._get_param("GroupName"), _groups(self.ec2_backend)
    if name in groups:
        raise EC2ClientError("InvalidPlacementGroup.Duplicate", f"The placement group '{name}' already exists.")
    tags = self._parse_tag_specification("placement-group").get("placement-group", {})
    partitions = self._get_param("PartitionCount")
    groups[name] = {
        "GroupName": name,
        "GroupId": f"pg-{len(groups):017x}",
        "GroupArn": f"arn:aws:ec2:{self.region}:{self.current_account}:placement-group/{name}",
        "State": "available",
        "Strategy": self._get_param("Strategy"),
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        **({"PartitionCount": int(partitions)} if partitions else {}),
    }
    return ActionResult({"PlacementGroup": groups[name]})


def describe_placement_groups(self: EC2Response) -> ActionResult:
    """Describe all groups, or those of some names."""
    groups, names = _groups(self.ec2_backend), self._get_param("GroupNames", [])
    for name in names:
        _known(groups, name)
    return ActionResult({"PlacementGroups": [group for name, group in groups.items() if not names or name in names]})


def delete_placement_group(self: EC2Response) -> ActionResult:
    """Delete a group."""
    groups, name = _groups(self.ec2_backend), self._get_param("GroupName")
    _known(groups, name)
    del groups[name]
    return ActionResult({})


def _known(groups: dict[str, dict[str, Any]], name: str) -> None:
    if name not in groups:
        raise EC2ClientError("InvalidPlacementGroup.Unknown", f"The Placement Group '{name}' is unknown.")


def _groups(backend: EC2Backend) -> dict[str, dict[str, Any]]:
    return _GROUPS.setdefault((backend.account_id, backend.region_name), {})


def install() -> None:
    """Extend moto, which has a stand-in that refuses every call it does not know."""
    for method in (create_placement_group, describe_placement_groups, delete_placement_group):
        assert method.__name__ not in vars(EC2Response), f"moto has {method.__name__} now"
        setattr(EC2Response, method.__name__, method)
