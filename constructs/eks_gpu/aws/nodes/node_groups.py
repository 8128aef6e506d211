"""Managed node groups and their launch templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.capacity.fabric import placement_group_of
from eks_gpu.aws.nodes.auto_scaling import tell_auto_scaling
from eks_gpu.aws.nodes.launch_options import ClusterReferences, options
from eks_gpu.aws.nodes.newer_fields import override, strategy_argument, warm_pool_argument
from eks_gpu.bindings import Construct, TerraformResourceLifecycle, eks_node_group, launch_template
from eks_gpu.triggers import replace_on_change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design import (
        GroupDesign,
        LaunchTemplateDesign,
        NodeGroupDesign,
        NodesDesign,
        SystemGroupDesign,
    )
    from eks_gpu.design.nodes.updates import UpdateDesign


# A launch template's name has at most 128 letters, and EKS adds some; a cluster's has up to 100.
_NAME_OF_CLUSTER = 64


class NodeLaunchTemplate(Construct):
    """The launch template of a group: IMDSv2 within the node only, encrypted gp3 volumes, tags on what EC2 makes.

    As a rule it names no instance type, image, user data or security group: those belong to EKS, and a template that
    names a security group loses the cluster's own. The exceptions are in `launch_options`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: LaunchTemplateDesign,
        *,
        name_prefix: str,
        cluster: ClusterReferences | None = None,
        placed: bool = False,
    ) -> None:
        """Create the launch template; with `placed` its nodes may have a placement group."""
        super().__init__(scope, id)
        placement = placement_group_of(self, design.placement, name_prefix=name_prefix) if placed else None
        self.needs: tuple[ITerraformDependable, ...] = (placement,) if placement else ()
        self.resource = launch_template.LaunchTemplate(
            self,
            "template",
            name_prefix=name_prefix,
            update_default_version=True,
            metadata_options=launch_template.LaunchTemplateMetadataOptions(
                http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=design.metadata_hop_limit
            ),
            block_device_mappings=[*self._os_volume(design), self._data_volume(design)],
            tag_specifications=[
                launch_template.LaunchTemplateTagSpecifications(resource_type=kind, tags=dict(design.tags))
                for kind in ("instance", "volume", "network-interface")
            ],
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            **options(design, cluster, placement),
        )

    @property
    def version(self) -> str:
        """The newest version by number; `$Latest` would differ at every plan."""
        return f"${{{self.resource.fqn}.latest_version}}"

    def _os_volume(self, design: LaunchTemplateDesign) -> list[launch_template.LaunchTemplateBlockDeviceMappings]:
        if design.os_device is None:
            return []
        ebs = launch_template.LaunchTemplateBlockDeviceMappingsEbs(
            encrypted="true", volume_type="gp3", delete_on_termination="true", kms_key_id=design.kms_key_arn
        )
        return [launch_template.LaunchTemplateBlockDeviceMappings(device_name=design.os_device, ebs=ebs)]

    def _data_volume(self, design: LaunchTemplateDesign) -> launch_template.LaunchTemplateBlockDeviceMappings:
        # Without a key of its own the account's is used: with a customer key instances die unless
        # AWSServiceRoleForAutoScaling holds a grant for it.
        ebs = launch_template.LaunchTemplateBlockDeviceMappingsEbs(
            encrypted="true",
            volume_type="gp3",
            volume_size=design.disk_gib,
            throughput=design.throughput_mibs,
            iops=design.iops,
            delete_on_termination="true",
            kms_key_id=design.kms_key_arn,
        )
        return launch_template.LaunchTemplateBlockDeviceMappings(device_name=design.data_device, ebs=ebs)


class SystemNodeGroup(Construct):
    """The managed group for everything that goes nowhere else; never at zero, so that DNS always has a node."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: SystemGroupDesign,
        *,
        cluster_name: str,
        kubernetes_version: str,
        node_role_arn: str,
        subnet_ids: Mapping[str, str],
        cluster: ClusterReferences | None = None,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        """Create the group; `subnet_ids` are private subnets by zone, `cluster` is required for security groups."""
        super().__init__(scope, id)
        template = NodeLaunchTemplate(
            self, "launch-template", design.launch_template, name_prefix=f"{cluster_name}-system-", cluster=cluster
        )
        group = design.node_group
        self.resource = eks_node_group.EksNodeGroup(
            self,
            group.id,
            cluster_name=cluster_name,
            node_group_name_prefix=group.name_prefix,
            node_role_arn=node_role_arn,
            version=kubernetes_version,
            release_version=design.release_version,
            ami_type=design.ami_type,
            capacity_type=design.capacity_type,
            instance_types=list(design.types_for_eks),
            labels=dict(design.labels),
            taint=_taints(design) or None,
            subnet_ids=[subnet_ids[zone] for zone in group.zones],
            scaling_config=_scaling(group),
            launch_template=_use(template),
            update_config=_update(design.update),
            node_repair_config=eks_node_group.EksNodeGroupNodeRepairConfig(enabled=design.repairs),
            timeouts=_timeouts(group, design.update),
            lifecycle=_lifecycle(),
            depends_on=list(after) or None,
        )
        override(self.resource, design.update, None)


class AutoscaledNodeGroup(Construct):
    """The managed node groups of one group: AMI, labels, taints, one launch template, the autoscaler's tags.

    The desired size belongs to the autoscaler after the first apply. Names are prefixes, so that a replacement is made
    before its predecessor goes. A warm pool and `update: {strategy: minimal}` take AWS provider 6.69.1 or newer, which
    the stack has to ask for.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: GroupDesign,
        *,
        cluster_name: str,
        kubernetes_version: str,
        node_role_arn: str,
        subnet_ids: Mapping[str, str],
        cluster: ClusterReferences | None = None,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        """Create the node groups.

        Args:
            scope: The stack of the node groups.
            id: Construct id, part of every address.
            design: The group.
            cluster_name: Cluster they join.
            kubernetes_version: The cluster's minor version, such as ``1.36``.
            node_role_arn: Role of the nodes.
            subnet_ids: Private subnets by zone; those of the group's zones are used.
            cluster: Values of the cluster for the template; required for EFA and for a custom AMI.
            after: Resources that must exist before the first node: the role's policies, and network add-ons.
        """
        super().__init__(scope, id)
        template = NodeLaunchTemplate(
            self,
            "launch-template",
            design.launch_template,
            name_prefix=f"{cluster_name[:_NAME_OF_CLUSTER]}-{design.name}-",
            cluster=cluster,
            placed=True,
        )
        spec = design.spec
        self.resources = [
            eks_node_group.EksNodeGroup(
                self,
                group.id,
                cluster_name=cluster_name,
                node_group_name_prefix=group.name_prefix,
                node_role_arn=node_role_arn,
                # An AMI that the template names has a version and a type of its own; EKS refuses another word on it.
                version=None if design.launch_template.image_id else kubernetes_version,
                release_version=spec.ami.release_version if spec.ami else None,
                ami_type=None if design.launch_template.image_id else design.ami_type,
                capacity_type=design.capacity_type,
                instance_types=list(design.types_for_eks) or None,
                labels=dict(design.labels),
                taint=_taints(design) or None,
                subnet_ids=[subnet_ids[zone] for zone in group.zones],
                scaling_config=_scaling(group),
                launch_template=_use(template),
                update_config=_update(design.update),
                node_repair_config=eks_node_group.EksNodeGroupNodeRepairConfig(enabled=design.repairs),
                tags=design.template_tags,
                timeouts=_timeouts(group, design.update),
                lifecycle=_lifecycle(),
                depends_on=[*after, *template.needs],
                **warm_pool_argument(spec.warm_pool),
            )
            for group in design.node_groups
        ]
        # `ami_type` and `version` are Optional and Computed: left out for a custom AMI, a node group on EKS's
        # would keep them, and Terraform would plan an update that EKS refuses.
        replace_on_change(self, "ami-origin", "own" if design.launch_template.image_id else "eks", self.resources)
        for group, resource in zip(design.node_groups, self.resources, strict=True):
            tell_auto_scaling(self, group, resource, design.auto_scaling_tags)
            override(resource, design.update, spec.warm_pool)


class GpuNodeGroup(AutoscaledNodeGroup):
    """The managed node groups of one GPU group, with NVIDIA's AMI and the GPU taint."""


class CpuNodeGroup(AutoscaledNodeGroup):
    """The managed node groups of one CPU group."""


def _taints(design: NodesDesign) -> list[eks_node_group.EksNodeGroupTaint]:
    return [
        eks_node_group.EksNodeGroupTaint(key=taint.key, value=taint.value, effect=taint.effect.eks)
        for taint in design.taints
    ]


def _scaling(group: NodeGroupDesign) -> eks_node_group.EksNodeGroupScalingConfig:
    return eks_node_group.EksNodeGroupScalingConfig(min_size=group.min, desired_size=group.min, max_size=group.max)


def _update(update: UpdateDesign) -> eks_node_group.EksNodeGroupUpdateConfig:
    return eks_node_group.EksNodeGroupUpdateConfig(
        max_unavailable=update.max_unavailable,
        max_unavailable_percentage=update.max_unavailable_percentage,
        **strategy_argument(update),
    )


def _timeouts(group: NodeGroupDesign, update: UpdateDesign) -> eks_node_group.EksNodeGroupTimeouts:
    """The provider's own hour is too short for groups whose nodes are replaced one after the other."""
    minutes = f"{update.minutes(group.largest)}m"
    return eks_node_group.EksNodeGroupTimeouts(update=minutes, delete=minutes)


def _use(template: NodeLaunchTemplate) -> eks_node_group.EksNodeGroupLaunchTemplate:
    return eks_node_group.EksNodeGroupLaunchTemplate(id=template.resource.id, version=template.version)


def _lifecycle() -> TerraformResourceLifecycle:
    return TerraformResourceLifecycle(create_before_destroy=True, ignore_changes=["scaling_config[0].desired_size"])
