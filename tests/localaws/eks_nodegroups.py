"""Managed node groups, and what EKS makes behind each: a launch template and an Auto Scaling group of its own."""

from __future__ import annotations

import copy
import uuid
from typing import TYPE_CHECKING, Any

from moto.autoscaling.models import FakeAutoScalingGroup, autoscaling_backends
from moto.ec2.models import ec2_backends

from tests.localaws import refusals
from tests.localaws.eks_access import admit
from tests.localaws.eks_base import EksOperations, answer, taken
from tests.localaws.eks_state import Cluster, Shape, now
from tests.localaws.refused import in_use, not_found

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

# EKS's defaults if neither the request nor a launch template sets a value.
DISK_GIB = 20
INSTANCE_TYPES = ("t3.medium",)
AMI_TYPE = "AL2023_x86_64_STANDARD"
RELEASE_DATE = "20261101"


class NodegroupOperations(EksOperations):
    """Create, describe, update, delete."""

    def create_nodegroup(self) -> ActionResult:
        """Make a node group; it is there at once, without instances."""
        cluster, asked = self.cluster, self.asked
        name = asked["nodegroupName"]
        chosen, template = self._template(asked)
        refusals.nodegroup(asked, cluster.version, template)
        if name in cluster.nodegroups:
            raise in_use(f"NodeGroup already exists with name {name} and cluster name {cluster.name}")
        key, made = str(uuid.uuid4()), now()
        version = asked.get("version") or cluster.version
        group = {
            "nodegroupName": name,
            "nodegroupArn": self.eks.arn("nodegroup", cluster.name, name, key),
            "clusterName": cluster.name,
            "version": version,
            "releaseVersion": asked.get("releaseVersion") or _release(version),
            "createdAt": made,
            "modifiedAt": made,
            "status": "ACTIVE",
            "capacityType": asked.get("capacityType") or "ON_DEMAND",
            "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2} | (asked.get("scalingConfig") or {}),
            "subnets": asked["subnets"],
            "amiType": "CUSTOM" if template.get("ImageId") else asked.get("amiType") or AMI_TYPE,
            "nodeRole": asked["nodeRole"],
            "labels": dict(asked.get("labels") or {}),
            "taints": list(asked.get("taints") or []),
            "resources": {"autoScalingGroups": [{"name": f"eks-{name}-{key}"}]},
            "health": {"issues": []},
            "updateConfig": asked.get("updateConfig") or {"maxUnavailable": 1},
            "nodeRepairConfig": asked.get("nodeRepairConfig") or {"enabled": False},
            "tags": dict(asked.get("tags") or {}),
            **taken(asked, "remoteAccess"),
            # With a template these are there only if the request names them: what the template says is not repeated.
            **({"launchTemplate": chosen} if chosen else {"diskSize": asked.get("diskSize") or DISK_GIB}),
        }
        if not template.get("InstanceType"):
            group["instanceTypes"] = asked.get("instanceTypes") or list(INSTANCE_TYPES)
        self._scaled(cluster, group, template)
        cluster.nodegroups[name] = group
        mode = cluster.described["accessConfig"]["authenticationMode"]
        if asked["nodeRole"] not in cluster.access and mode != "CONFIG_MAP":
            # So that the nodes may join, EKS admits their role itself; no API of AWS shows the ConfigMap aws-auth.
            admit(self.eks, cluster, {"principalArn": asked["nodeRole"], "type": "EC2_LINUX"})
        return answer(nodegroup=group)

    def describe_nodegroup(self) -> ActionResult:
        """Describe a node group; the sizes are those of its Auto Scaling group, whoever changed them."""
        group = self._nodegroup(self.cluster)
        scaled = self._auto_scaling_group(group)
        sizes = {"minSize": scaled.min_size, "maxSize": scaled.max_size, "desiredSize": scaled.desired_capacity}
        return answer(nodegroup=group | {"scalingConfig": sizes})

    def update_nodegroup_config(self) -> ActionResult:
        """Change sizes, labels, taints, repair or how updates go."""
        group, asked = self._nodegroup(self.cluster), self.asked
        scaled = self._auto_scaling_group(group)
        refusals.nodegroup_config(asked, scaled.min_size or 0, scaled.max_size or 0, scaled.desired_capacity or 0)
        labels, taints = asked.get("labels") or {}, asked.get("taints") or {}
        kept = {key: value for key, value in group["labels"].items() if key not in (labels.get("removeLabels") or [])}
        group["labels"] = kept | (labels.get("addOrUpdateLabels") or {})
        changed = taints.get("addOrUpdateTaints") or []
        gone = {(taint["key"], taint["effect"]) for taint in changed + (taints.get("removeTaints") or [])}
        group["taints"] = [taint for taint in group["taints"] if (taint["key"], taint["effect"]) not in gone] + changed
        group.update(taken(asked, "updateConfig", "nodeRepairConfig"), modifiedAt=now())
        sizes = asked.get("scalingConfig") or {}
        scaled.min_size = sizes.get("minSize", scaled.min_size)
        scaled.max_size = sizes.get("maxSize", scaled.max_size)
        scaled.desired_capacity = sizes.get("desiredSize", scaled.desired_capacity)
        return answer(update=self.cluster.updated("ConfigUpdate", taken(asked, "labels", "taints", "scalingConfig")))

    def update_nodegroup_version(self) -> ActionResult:
        """Roll the nodes to another version of Kubernetes, of the AMI or of the launch template."""
        cluster, asked = self.cluster, self.asked
        group = self._nodegroup(cluster)
        chosen, template = self._template(asked)
        version = asked.get("version") or group["version"]
        refusals.nodegroup_version(version, cluster.version)
        if chosen:
            refusals.launch_template(group, template)
            group["launchTemplate"] = chosen
        group["releaseVersion"] = asked.get("releaseVersion") or _release(version)
        group.update(version=version, modifiedAt=now())
        return answer(
            update=cluster.updated("VersionUpdate", taken(asked, "version", "releaseVersion", "launchTemplate"))
        )

    def delete_nodegroup(self) -> ActionResult:
        """Delete a node group, and what EKS made behind it."""
        cluster = self.cluster
        group = self._nodegroup(cluster)
        scaled = self._auto_scaling_group(group)
        autoscaling_backends[self.current_account][self.region].delete_auto_scaling_group(scaled.name)
        ec2_backends[self.current_account][self.region].delete_launch_template(_own_template(group), None)
        return answer(nodegroup=cluster.nodegroups.pop(group["nodegroupName"]))

    def _nodegroup(self, cluster: Cluster) -> Shape:
        name = self.asked["nodegroupName"]
        if name not in cluster.nodegroups:
            raise not_found(f"No node group found for name: {name}.")
        return cluster.nodegroups[name]

    def _template(self, asked: Shape) -> tuple[Shape, Shape]:
        """The launch template that a request names, as EKS repeats it, and what is in it."""
        named = asked.get("launchTemplate")
        if not named:
            return {}, {}
        ec2 = ec2_backends[self.current_account][self.region]
        by_id = named.get("id")
        template = ec2.get_launch_template(by_id) if by_id else ec2.get_launch_template_by_name(named["name"])
        version = template.get_version(named.get("version") or "$Default")
        return {"id": template.id, "name": template.name, "version": str(version.number)}, version.data

    def _auto_scaling_group(self, group: Shape) -> FakeAutoScalingGroup:
        name = group["resources"]["autoScalingGroups"][0]["name"]
        return autoscaling_backends[self.current_account][self.region].autoscaling_groups[name]

    def _scaled(self, cluster: Cluster, group: Shape, template: Shape) -> None:
        ec2 = ec2_backends[self.current_account][self.region]
        # EKS never uses the template that it is given, but a copy of its own.
        own = ec2.create_launch_template(_own_template(group), "", copy.deepcopy(template), {})
        sizes: dict[str, Any] = group["scalingConfig"]
        tags = {
            "eks:cluster-name": cluster.name,
            "eks:nodegroup-name": group["nodegroupName"],
            "k8s.io/cluster-autoscaler/enabled": "true",
            f"k8s.io/cluster-autoscaler/{cluster.name}": "owned",
            f"kubernetes.io/cluster/{cluster.name}": "owned",
        }
        autoscaling_backends[self.current_account][self.region].create_auto_scaling_group(
            name=group["resources"]["autoScalingGroups"][0]["name"],
            availability_zones=[],
            desired_capacity=sizes["desiredSize"],
            max_size=sizes["maxSize"],
            min_size=sizes["minSize"],
            launch_config_name="",
            launch_template={"LaunchTemplateId": own.id, "Version": "1"},
            vpc_zone_identifier=",".join(group["subnets"]),
            default_cooldown=None,
            health_check_period=None,
            health_check_type="EC2",
            load_balancers=[],
            target_group_arns=[],
            placement_group=None,
            termination_policies=["AllocationStrategy", "OldestLaunchTemplate", "OldestInstance"],
            tags=[{"Key": key, "Value": value, "PropagateAtLaunch": "true"} for key, value in tags.items()],
            capacity_rebalance=group["capacityType"] == "SPOT",
        )


def _own_template(group: Shape) -> str:
    return f"eks-{group['nodegroupArn'].rpartition('/')[2]}"


def _release(version: str) -> str:
    return f"{version}.0-{RELEASE_DATE}"
