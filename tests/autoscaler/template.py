"""The Cluster Autoscaler's template of each node group at zero, only from the emitted Terraform.

Written after its source at 1.36.1 and not after the design, so that one can prove the other: `aws_manager.go`
(getAsgTemplate, buildNodeFromTemplate), `aws_wrapper.go` (getManagedNodegroupInfo), `aws_cloud_provider.go`
(TemplateNodeInfo), then what is done to the template of every group before pods are tried on it:
`simulator/node_info_utils.go`, `utils/labels/labels.go`, `utils/taints/taints.go`. 1.32.7, 1.33.6, 1.34.5 and 1.35.2
differ from it in one point, which is marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from tests.autoscaler import ec2
from tests.autoscaler.tags import resources_of, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.autoscaler.tags import Taint

Json = dict[str, Any]
Source = Literal["tags", "eks"]
"""Where it learns of a group: the tags of the Auto Scaling group, and EKS' DescribeNodegroup, which may be denied."""
BOTH: tuple[Source, ...] = ("tags", "eks")

_AUTO_SCALING_GROUP = re.compile(
    r"\$\{aws_eks_node_group\.([^.\[\]]+)\.resources\[0\]\.autoscaling_groups\[0\]\.name\}"
)
_CLUSTER = re.compile(r"\$\{aws_eks_cluster\.([^.\[\]]+)\.name\}")
_SUBNET = re.compile(r"\$\{aws_subnet\.([^.\[\]]+)\.id\}")
# taintEksTranslator; any other word fails the whole answer of EKS.
_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
# SanitizeTaints leaves these out: they come and go with the state of a node.
_PASSING = frozenset(
    {
        "ToBeDeletedByClusterAutoscaler",
        "DeletionCandidateOfClusterAutoscaler",
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/unreachable",
        "node.kubernetes.io/unschedulable",
        "node.kubernetes.io/memory-pressure",
        "node.kubernetes.io/disk-pressure",
        "node.kubernetes.io/network-unavailable",
        "node.kubernetes.io/pid-pressure",
        "node.cloudprovider.kubernetes.io/uninitialized",
        "node.cloudprovider.kubernetes.io/shutdown",
        "cloud.google.com/impending-node-termination",
        "NodeWithImpairedVolumes",
    }
)
_PASSING_PREFIXES = tuple(f"{kind}-taint.cluster-autoscaler.kubernetes.io/" for kind in ("ignore", "startup", "status"))
MARK = "cluster-autoscaler.kubernetes.io/template-node"
"""Set on every template since 1.33.6 (not in 1.32.7); no node carries it."""
MIRROR_POD: Mapping[str, Decimal] = {"cpu": Decimal("0.1"), "pods": Decimal(1)}
"""BuildKubeProxy (`cloudprovider/utils.go`), which podsExpectedOnFreshNode keeps because it is a mirror pod."""

NEVER_COMPARED = frozenset(
    {
        "alpha.eksctl.io/instance-id",
        "alpha.eksctl.io/nodegroup-name",
        "beta.kubernetes.io/fluentd-ds-ready",
        "eks.amazonaws.com/nodegroup",
        "failure-domain.beta.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone",
        "k8s.amazonaws.com/eniConfig",
        "kops.k8s.io/instancegroup",
        "kubernetes.io/hostname",
        "lifecycle",
        "topology.ebs.csi.aws.com/zone",
        "topology.k8s.aws/zone-id",
        "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone",
    }
)
"""Labels that may differ between similar groups without any flag: BasicIgnoredLabels and awsIgnoredLabels
(`processors/nodegroupset`), the same from 1.31.5 to 1.36.1."""


@dataclass(frozen=True)
class Template:
    """A node that does not exist yet.

    Attributes:
        instance_type: Name of the node group.
        capacity: Cores, bytes and pieces by resource; all of it is for pods.
        labels: None where the value is known only after the apply.
        taints: As sets, since the autoscaler hears of most of them twice.
        options: Its options for this group; durations in seconds.
        ignored: Tags with its prefix that it can make nothing of.
        mirrored: Requests of the pods that the provider itself adds to the template, in addition to those of
            DaemonSets.
    """

    instance_type: str
    capacity: Mapping[str, Decimal]
    labels: Mapping[str, str | None]
    taints: frozenset[Taint]
    options: Mapping[str, Decimal]
    ignored: tuple[str, ...] = ()
    mirrored: Mapping[str, Decimal] = field(default_factory=lambda: MIRROR_POD)


def templates(stack: Json, zones: Mapping[str, str | None], sources: tuple[Source, ...] = BOTH) -> dict[str, Template]:
    """The template of every node group of a cluster's stack, by its name in Terraform.

    Args:
        stack: The stack `<cluster>-cluster`.
        zones: Zones by what stands in `subnet_ids`; None for one of which only the id is known.
        sources: Where the autoscaler learns of a group.
    """
    groups = stack["resource"]["aws_eks_node_group"]
    return {name: _template(stack, name, group, zones, sources) for name, group in groups.items()}


def unlike(one: Template, other: Template, ignored: frozenset[str] = frozenset()) -> list[str]:
    """Differences that make two groups at zero dissimilar (IsCloudProviderNodeInfoSimilar), so that none takes pods for
    the other.

    A label whose value nobody knows before the apply is a name that EKS makes for one group, and differs.
    """
    labels = (one.labels.keys() | other.labels.keys()) - NEVER_COMPARED - ignored
    different = [
        key
        for key in sorted(labels)
        if None in (one.labels.get(key), other.labels.get(key)) or one.labels[key] != other.labels[key]
    ]
    return [*different, *(["capacity"] if one.capacity != other.capacity else [])]


def zones_of(network: Json) -> dict[str, str | None]:
    """Zones of the subnets in a network's stack, by the reference through which the cluster's stack reads them."""
    subnets = network["resource"]["aws_subnet"]
    return {
        f"${{data.terraform_remote_state.network.outputs.{output}}}": subnets[found[1]].get("availability_zone")
        for output, value in network["output"].items()
        if (found := _SUBNET.fullmatch(value["value"]))
    }


def strays(stack: Json) -> list[str]:
    """Tag resources that name no Auto Scaling group of this stack."""
    groups = stack["resource"]["aws_eks_node_group"]
    return [name for name, resource in _tag_resources(stack).items() if _tagged(resource) not in groups]


def emitted_tags(stack: Json, node_group: str) -> dict[str, str]:
    """The tags that Terraform puts on the Auto Scaling group behind a node group."""
    resources = (found for found in _tag_resources(stack).values() if _tagged(found) == node_group)
    return {key: value for resource in resources for key, value in _expanded(resource)}


def tags_of_eks(cluster: str) -> dict[str, str | None]:
    """The tags that EKS itself puts on the Auto Scaling group; the node group's name ends in what nobody knows yet."""
    return {
        "k8s.io/cluster-autoscaler/enabled": "true",
        f"k8s.io/cluster-autoscaler/{cluster}": "owned",
        f"kubernetes.io/cluster/{cluster}": "owned",
        "eks:cluster-name": cluster,
        "eks:nodegroup-name": None,
    }


def _template(
    stack: Json, name: str, group: Json, zones: Mapping[str, str | None], sources: tuple[Source, ...]
) -> Template:
    instance_type = ec2.instance_type(_first_type(stack, group))
    emitted = emitted_tags(stack, name) if "tags" in sources else {}
    heard = told({**tags_of_eks(_cluster_name(stack, group)), **emitted})
    # Terraform hands the subnets to EKS as a set, and of an Auto Scaling group in several zones the first that AWS
    # names counts. Which one that is nobody promises; the first of the declaration stands for it.
    zone = zones[group["subnet_ids"][0]]
    generic = _generic_labels(instance_type, zone, _region(stack, zone))
    capacity = {
        "pods": Decimal(110),
        "cpu": Decimal(instance_type.vcpus),
        "nvidia.com/gpu": Decimal(instance_type.gpus),
        "memory": Decimal(instance_type.memory_mib) * 1024**2,
        **heard.resources,
    }
    labels, taints = {**generic, **heard.labels}, heard.taints
    # With both names among the labels, which are EKS' own tags, it asks EKS, and takes its word for tags and labels.
    if "eks" in sources and {"nodegroup-name", "cluster-name"} <= labels.keys():
        labels |= _labels_of_eks(group)
        taints |= _taints_of_eks(group)
        capacity |= resources_of(_tags_of_node_group(stack, group))
    return Template(
        instance_type=instance_type.name,
        capacity=capacity,
        labels=_finished(labels, stack),
        taints=frozenset(taint for taint in taints if not _passes(taint[0])),
        options=heard.options,
        ignored=heard.ignored,
    )


def _first_type(stack: Json, group: Json) -> str:
    """getInstanceTypeForAsg: of the mixed instances policy that EKS makes of the types the first, or the template's."""
    if group.get("instance_types"):
        first: str = group["instance_types"][0]
        return first
    name = group["launch_template"]["id"].removeprefix("${aws_launch_template.").removesuffix(".id}")
    named: str = stack["resource"]["aws_launch_template"][name]["instance_type"]
    return named


def _generic_labels(instance_type: ec2.InstanceType, zone: str | None, region: str) -> dict[str, str | None]:
    """buildGenericLabels."""
    return {
        "kubernetes.io/arch": instance_type.architecture,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": instance_type.name,
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
        "topology.ebs.csi.aws.com/zone": zone,
        "kubernetes.io/hostname": None,
    }


def _region(stack: Json, zone: str | None) -> str:
    """getAsgTemplate: the zone's name without its last letter. AWS gives the name also where an id was asked for."""
    if zone and "-az" not in zone:
        return zone[:-1]
    (provider,) = stack["provider"]["aws"]
    region: str = provider["region"]
    return region


def _labels_of_eks(group: Json) -> dict[str, str | None]:
    """getManagedNodegroupInfo: facts of the node group under names of its own, then the labels, which win."""
    found: dict[str, str | None] = {
        # For an AMI in the launch template, EKS reports CUSTOM, and the cluster's version.
        "amiType": group.get("ami_type", "CUSTOM"),
        "eks.amazonaws.com/capacityType": group["capacity_type"],
        "k8sVersion": group.get("version"),
        "eks.amazonaws.com/nodegroup": None,
    }
    # EKS gives no disk size for a group with a launch template (EKS API, Nodegroup.diskSize).
    if "launch_template" not in group:
        found["diskSize"] = str(group["disk_size"]) if "disk_size" in group else None
    return {**found, **group.get("labels", {})}


def _taints_of_eks(group: Json) -> frozenset[Taint]:
    """getManagedNodegroupInfo: a taint without a value is dropped."""
    taints = group.get("taint", [])
    return frozenset(
        (taint["key"], taint["value"], _EFFECTS[taint["effect"]]) for taint in taints if taint.get("value") is not None
    )


def _tags_of_node_group(stack: Json, group: Json) -> dict[str, str]:
    """The node group's own tags and those that the provider puts on everything; they stay on the node group."""
    (provider,) = stack["provider"]["aws"]
    defaults = {key: value for block in provider.get("default_tags", []) for key, value in block["tags"].items()}
    return {**defaults, **group.get("tags", {})}


def _finished(labels: Mapping[str, str | None], stack: Json) -> dict[str, str | None]:
    """The mark, then UpdateDeprecatedLabels: the old names of three labels."""
    old = {
        "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
        "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    }
    # A group with its own AMI has none; the rest have that of the cluster.
    versions = (group.get("version") for group in stack["resource"]["aws_eks_node_group"].values())
    minor = int(next(filter(None, versions)).partition(".")[2])
    marked = {MARK: "true"} if minor >= 33 else {}
    return {**labels, **marked, **{name: labels[stable] for name, stable in old.items() if stable in labels}}


def _passes(key: str) -> bool:
    return key in _PASSING or key.startswith(_PASSING_PREFIXES)


def _cluster_name(stack: Json, group: Json) -> str:
    found = _CLUSTER.fullmatch(group["cluster_name"])
    if found is None:
        # A cluster that others made.
        existing: str = group["cluster_name"]
        assert existing in {one["name"] for one in stack["data"]["aws_eks_cluster"].values()}
        return existing
    name: str = stack["resource"]["aws_eks_cluster"][found[1]]["name"]
    return name


def _tag_resources(stack: Json) -> dict[str, Json]:
    found: dict[str, Json] = stack["resource"].get("aws_autoscaling_group_tag", {})
    return found


def _tagged(resource: Json) -> str | None:
    found = _AUTO_SCALING_GROUP.fullmatch(resource["autoscaling_group_name"])
    return found[1] if found else None


def _expanded(resource: Json) -> Iterator[tuple[str, str]]:
    """One tag, or one for each pair of `for_each`."""
    tag = resource["tag"][0] if isinstance(resource["tag"], list) else resource["tag"]
    if "for_each" not in resource:
        yield tag["key"], tag["value"]
        return
    for key, value in resource["for_each"].items():
        each = {"${each.key}": key, "${each.value}": value}
        yield each.get(tag["key"], tag["key"]), each.get(tag["value"], tag["value"])
