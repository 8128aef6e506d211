"""Refusals of AWS, in its own words if public reports quote them, else in ours.

Each function takes a request and raises; what it lets through is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from tests.localaws.refused import Refused, in_use, invalid_parameter, invalid_request

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence, Sized

Shape = dict[str, Any]

TAINT_EFFECTS = ("NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE")
RESERVED_PREFIXES = ("kubernetes.io/", "k8s.io/", "eks.amazonaws.com/")
ADDON_VERSION = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")
# Those of AWS itself; the marketplace's bear their vendor's name before an underscore.
ADDONS = {
    "adot",
    "amazon-cloudwatch-observability",
    "aws-ebs-csi-driver",
    "aws-efs-csi-driver",
    "aws-fsx-csi-driver",
    "aws-mountpoint-s3-csi-driver",
    "coredns",
    "eks-node-monitoring-agent",
    "eks-pod-identity-agent",
    "kube-proxy",
    "metrics-server",
    "snapshot-controller",
    "vpc-cni",
}
ZONES_OF_CONTROL_PLANE = 2
AUTO_SCALING_TAGS = 50
TAG_KEY_LENGTH = 128


def cluster(asked: Shape, zones: Sized) -> None:
    """Refuse a control plane without a version, or in one zone."""
    if not re.fullmatch(r"1\.\d+", asked.get("version") or ""):
        raise invalid_parameter("unsupported Kubernetes version")
    if len(zones) < ZONES_OF_CONTROL_PLANE:
        raise invalid_parameter("Subnets specified must be in at least two different AZs")


def cluster_update(old: str, new: str) -> None:
    """Refuse to go down, to stay, or to leave a minor out."""
    if _minor(new) != _minor(old) + 1:
        raise invalid_parameter(f"Unsupported Kubernetes minor version update from {old} to {new}")


def cluster_deletion(described: Shape, nodegroups: Sized) -> None:
    """Refuse to delete what is protected or has nodes."""
    if described["deletionProtection"]:
        raise invalid_request("Cluster deletion protection is enabled")
    if nodegroups:
        raise in_use("Cluster has nodegroups attached")


def access_entry(principal: str, entries: Container[str]) -> None:
    """Refuse a second entry for a principal; the first may be the one that EKS made for the creator."""
    if principal in entries:
        raise in_use("The specified access entry resource is already in use on this cluster.")


def addon(asked: Shape, kubernetes_version: str) -> None:
    """Refuse add-ons and versions that EKS does not have."""
    name, version = asked["addonName"], asked.get("addonVersion")
    if name not in ADDONS:
        raise invalid_parameter(f"Addon {name} specified is not supported in {kubernetes_version} kubernetes version")
    if version and not ADDON_VERSION.fullmatch(version):
        raise invalid_parameter("Addon version specified is not supported")


def association(asked: Shape, others: Iterable[Shape]) -> None:
    """Refuse a second role for a service account."""
    for other in others:
        if all(other[key] == asked[key] for key in ("namespace", "serviceAccount")):
            raise in_use(f"Association already exists: {other['associationId']}")


def nodegroup(asked: Shape, control_plane: str, template: Shape) -> None:
    """Refuse a node group that cannot be made."""
    launch_template(asked, template)
    if asked.get("capacityType") == "CAPACITY_BLOCK":
        _capacity_block(template)
    _instance_types([*(asked.get("instanceTypes") or ()), *filter(None, [template.get("InstanceType")])])
    _taints(asked.get("taints") or ())
    _labels(asked.get("labels") or {})
    sizes = asked.get("scalingConfig") or {"minSize": 1, "desiredSize": 2, "maxSize": 2}
    if sizes["minSize"] > sizes["desiredSize"]:
        raise invalid_parameter("minSize can't be greater than desiredSize")
    if sizes["desiredSize"] > sizes["maxSize"]:
        raise invalid_parameter("desiredSize can't be greater than maxSize")
    _max_unavailable(asked.get("updateConfig") or {}, sizes["maxSize"])
    if asked.get("version") and asked["version"] != control_plane:
        raise invalid_parameter(f"Nodegroup version {asked['version']} is not that of the cluster, {control_plane}")


def launch_template(asked: Shape, template: Shape) -> None:
    """Refuse a value that is set in two places."""
    if asked.get("launchTemplate") and asked.get("diskSize"):
        raise invalid_parameter("Disk size must be specified within the launch template.")
    if asked.get("launchTemplate") and asked.get("remoteAccess"):
        raise invalid_parameter("Remote access configuration cannot be specified with a launch template.")
    if asked.get("instanceTypes") and template.get("InstanceType"):
        raise invalid_request("Cannot specify instance types in launch template and API request")


def nodegroup_config(asked: Shape, minimum: int, maximum: int, desired: int) -> None:
    """Refuse a change of a living group; the sizes are those that it has now, whoever changed them."""
    sizes = asked.get("scalingConfig") or {}
    minimum, maximum = sizes.get("minSize", minimum), sizes.get("maxSize", maximum)
    desired = sizes.get("desiredSize", desired)
    if minimum > desired:
        raise invalid_parameter(f"Minimum capacity {minimum} can't be greater than desired size {desired}")
    if desired > maximum:
        raise invalid_parameter("desiredSize can't be greater than maxSize")
    _max_unavailable(asked.get("updateConfig") or {}, maximum)
    _taints((asked.get("taints") or {}).get("addOrUpdateTaints") or ())
    _labels((asked.get("labels") or {}).get("addOrUpdateLabels") or {})


def nodegroup_version(wanted: str, control_plane: str) -> None:
    """Refuse nodes that are newer than their control plane."""
    if _minor(wanted) > _minor(control_plane):
        raise invalid_parameter(f"Nodegroup version {wanted} is above that of the cluster, {control_plane}")


def auto_scaling_tag_keys(keys: Sequence[str]) -> None:
    """Refuse a key that is too long."""
    for number, key in enumerate(keys, start=1):
        if len(key) > TAG_KEY_LENGTH:
            words = f"Value '{key}' at 'tags.{number}.member.key' failed to satisfy constraint"
            limit = f"Member must have length less than or equal to {TAG_KEY_LENGTH}"
            raise Refused("ValidationError", f"1 validation error detected: {words}: {limit}")


def auto_scaling_tag_count(keys: Iterable[str]) -> None:
    """Refuse a group with too many tags; those of AWS itself do not count."""
    if sum(not key.startswith("aws:") for key in keys) > AUTO_SCALING_TAGS:
        raise Refused("LimitExceeded", f"An Auto Scaling group has at most {AUTO_SCALING_TAGS} tags")


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _capacity_block(template: Shape) -> None:
    market = (template.get("InstanceMarketOptions") or {}).get("MarketType")
    target = (template.get("CapacityReservationSpecification") or {}).get("CapacityReservationTarget")
    if market != "capacity-block" or not target or not template.get("InstanceType"):
        raise invalid_parameter(
            "A capacity block needs market type, reservation and instance type in a launch template"
        )


def _instance_types(types: Sequence[str]) -> None:
    unknown = [name for name in types if name not in INSTANCE_TYPES]
    if unknown:
        raise invalid_parameter(f"The following supplied instance types do not exist: [{', '.join(unknown)}]")


def _taints(taints: Sequence[Shape]) -> None:
    for taint in taints:
        if taint["effect"] not in TAINT_EFFECTS:
            words = f"Invalid taint effect: {taint['effect']}, must be one of these [{', '.join(TAINT_EFFECTS)}]"
            raise invalid_parameter(words)


def _labels(labels: Mapping[str, str]) -> None:
    if any(key.startswith(RESERVED_PREFIXES) for key in labels):
        raise invalid_parameter(f"Label cannot contain reserved prefixes [{', '.join(RESERVED_PREFIXES)}]")


def _max_unavailable(update: Shape, maximum: int) -> None:
    if not 1 <= update.get("maxUnavailable", 1) <= max(maximum, 1):
        raise invalid_parameter("max-unavailable must be within the range 1 and max size of the node group")
