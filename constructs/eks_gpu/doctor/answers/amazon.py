"""Answers of `aws eks`, `aws autoscaling`, `aws service-quotas` and `aws iam`, with the fields that rules read."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.kubernetes import NodeTaint  # noqa: TC001 - pydantic needs it at run time
from eks_gpu.doctor.answers.lenient import Answer


class Issue(Answer):
    """A problem that EKS reports."""

    code: str = ""
    message: str = ""
    resources: tuple[str, ...] = Field((), alias="resourceIds")


class Health(Answer):
    """All that EKS finds wrong."""

    issues: tuple[Issue, ...] = ()


class AccessConfig(Answer):
    """The ways in which users may sign in."""

    mode: str = Field("", alias="authenticationMode")


class ClusterVpc(Answer):
    """The network of a cluster."""

    id: str = Field("", alias="vpcId")
    subnets: tuple[str, ...] = Field((), alias="subnetIds")
    security_group: str = Field("", alias="clusterSecurityGroupId")


class Cluster(Answer):
    """`aws eks describe-cluster`."""

    name: str = ""
    status: str = ""
    version: str = ""
    endpoint: str = ""
    health: Health = Health()
    access: AccessConfig = Field(AccessConfig(), alias="accessConfig")
    arn: str = ""
    vpc: ClusterVpc = Field(ClusterVpc(), alias="resourcesVpcConfig")


class Addon(Answer):
    """`aws eks describe-addon`."""

    name: str = Field("", alias="addonName")
    cluster: str = Field("", alias="clusterName")
    status: str = ""
    health: Health = Health()


class Scaling(Answer):
    """Sizes of a node group."""

    min: int | None = Field(None, alias="minSize")
    max: int | None = Field(None, alias="maxSize")
    desired: int | None = Field(None, alias="desiredSize")


class GroupName(Answer):
    """An Auto Scaling group by its name."""

    name: str = ""


class GroupResources(Answer):
    """Resources that EKS created for a node group."""

    groups: tuple[GroupName, ...] = Field((), alias="autoScalingGroups")


class UpdateConfig(Answer):
    """Nodes that an update takes at the same time."""

    most: int | None = Field(None, alias="maxUnavailable")
    share: int | None = Field(None, alias="maxUnavailablePercentage")
    strategy: str = Field("", alias="updateStrategy")


class RepairConfig(Answer):
    """Whether EKS replaces broken nodes."""

    enabled: bool | None = None


class UsedTemplate(Answer):
    """The launch template that somebody gave to a node group; EKS starts nodes from a copy of it."""

    id: str = ""


class NodeGroup(Answer):
    """`aws eks describe-nodegroup`."""

    name: str = Field("", alias="nodegroupName")
    cluster: str = Field("", alias="clusterName")
    status: str = ""
    version: str = ""
    ami_type: str = Field("", alias="amiType")
    capacity_type: str = Field("", alias="capacityType")
    instance_types: tuple[str, ...] = Field((), alias="instanceTypes")
    scaling: Scaling = Field(Scaling(), alias="scalingConfig")
    labels: dict[str, str] | None = None
    taints: tuple[NodeTaint, ...] | None = None
    health: Health = Health()
    resources: GroupResources = GroupResources()
    role: str = Field("", alias="nodeRole")
    subnets: tuple[str, ...] = ()
    release: str = Field("", alias="releaseVersion")
    disk_gib: int | None = Field(None, alias="diskSize")
    update: UpdateConfig = Field(UpdateConfig(), alias="updateConfig")
    repair: RepairConfig = Field(RepairConfig(), alias="nodeRepairConfig")
    template: UsedTemplate = Field(UsedTemplate(), alias="launchTemplate")


class UpdateError(Answer):
    """Why an update failed."""

    code: str = Field("", alias="errorCode")
    message: str = Field("", alias="errorMessage")
    resources: tuple[str, ...] = Field((), alias="resourceIds")


class Update(Answer):
    """`aws eks describe-update`: of a node group, an add-on or the cluster."""

    id: str = ""
    status: str = ""
    type: str = ""
    created: str = Field("", alias="createdAt")
    errors: tuple[UpdateError, ...] = ()


class AccessEntry(Answer):
    """`aws eks list-access-entries`, or `describe-access-entry`."""

    principal: str = Field("", alias="principalArn")
    type: str = ""


class Instance(Answer):
    """An instance of an Auto Scaling group."""

    id: str = Field("", alias="InstanceId")
    type: str = Field("", alias="InstanceType")
    state: str = Field("", alias="LifecycleState")
    zone: str = Field("", alias="AvailabilityZone")


class Tag(Answer):
    """A tag."""

    key: str = Field("", alias="Key")
    value: str = Field("", alias="Value")


class Suspended(Answer):
    """Something that an Auto Scaling group no longer does."""

    name: str = Field("", alias="ProcessName")
    reason: str = Field("", alias="SuspensionReason")


class CopiedTemplate(Answer):
    """The launch template that instances are started from."""

    id: str = Field("", alias="LaunchTemplateId")


class TemplateChoice(Answer):
    """The launch template of a mixed instances policy."""

    template: CopiedTemplate = Field(CopiedTemplate(), alias="LaunchTemplateSpecification")


class MixedInstances(Answer):
    """The mixed instances policy of an Auto Scaling group."""

    choice: TemplateChoice = Field(TemplateChoice(), alias="LaunchTemplate")


class AutoScalingGroup(Answer):
    """`aws autoscaling describe-auto-scaling-groups`."""

    name: str = Field("", alias="AutoScalingGroupName")
    min: int | None = Field(None, alias="MinSize")
    max: int | None = Field(None, alias="MaxSize")
    desired: int | None = Field(None, alias="DesiredCapacity")
    instances: tuple[Instance, ...] = Field((), alias="Instances")
    tags: tuple[Tag, ...] = Field((), alias="Tags")
    suspended: tuple[Suspended, ...] = Field((), alias="SuspendedProcesses")
    template: CopiedTemplate = Field(CopiedTemplate(), alias="LaunchTemplate")
    mixed: MixedInstances = Field(MixedInstances(), alias="MixedInstancesPolicy")

    @property
    def template_id(self) -> str:
        """Id of the launch template that its instances are started from."""
        return self.template.id or self.mixed.choice.template.id

    @property
    def tag_values(self) -> dict[str, str]:
        """Values of the group's tags, by key."""
        return {tag.key: tag.value for tag in self.tags}


class Activity(Answer):
    """`aws autoscaling describe-scaling-activities`."""

    group: str = Field("", alias="AutoScalingGroupName")
    status: str = Field("", alias="StatusCode")
    message: str = Field("", alias="StatusMessage")
    description: str = Field("", alias="Description")
    cause: str = Field("", alias="Cause")
    start: str = Field("", alias="StartTime")

    @property
    def launches(self) -> bool:
        """Whether it was to start an instance."""
        return "launching" in self.description.lower()


class QuotaValue(Answer):
    """`aws service-quotas get-service-quota`."""

    code: str = Field("", alias="QuotaCode")
    name: str = Field("", alias="QuotaName")
    value: float | None = Field(None, alias="Value")


class Association(Answer):
    """`aws eks list-pod-identity-associations`."""

    cluster: str = Field("", alias="clusterName")
    namespace: str = ""
    account: str = Field("", alias="serviceAccount")


class RolePolicy(Answer):
    """`aws iam get-role-policy`: the document stays as it is, for one action can stand in many shapes."""

    role: str = Field("", alias="RoleName")
    document: dict[str, object] = Field(default_factory=dict, alias="PolicyDocument")


class Subnet(Answer):
    """`aws ec2 describe-subnets`."""

    id: str = Field("", alias="SubnetId")
    zone: str = Field("", alias="AvailabilityZone")
    public: bool | None = Field(None, alias="MapPublicIpOnLaunch")


class Volume(Answer):
    """A volume of a launch template."""

    size_gib: int | None = Field(None, alias="VolumeSize")
    throughput_mibs: int | None = Field(None, alias="Throughput")
    type: str = Field("", alias="VolumeType")


class Device(Answer):
    """A device of a launch template, with its volume."""

    name: str = Field("", alias="DeviceName")
    volume: Volume = Field(Volume(), alias="Ebs")


class Interface(Answer):
    """A network interface of a launch template."""

    type: str = Field("", alias="InterfaceType")
    security_groups: tuple[str, ...] = Field((), alias="Groups")


class Place(Answer):
    """The placement group of a launch template."""

    group: str = Field("", alias="GroupName")


class Reservation(Answer):
    """The reserved capacity of a launch template."""

    id: str = Field("", alias="CapacityReservationId")
    resource_group: str = Field("", alias="CapacityReservationResourceGroupArn")


class ReservationTarget(Answer):
    """Where a launch template looks for reserved capacity."""

    target: Reservation = Field(Reservation(), alias="CapacityReservationTarget")


class Market(Answer):
    """How a launch template buys capacity."""

    type: str = Field("", alias="MarketType")


class TemplateData(Answer):
    """The content of a launch template; user data is not read, because it may hold secrets."""

    image: str = Field("", alias="ImageId")
    instance_type: str = Field("", alias="InstanceType")
    devices: tuple[Device, ...] = Field((), alias="BlockDeviceMappings")
    interfaces: tuple[Interface, ...] = Field((), alias="NetworkInterfaces")
    place: Place = Field(Place(), alias="Placement")
    reservation: ReservationTarget = Field(ReservationTarget(), alias="CapacityReservationSpecification")
    market: Market = Field(Market(), alias="InstanceMarketOptions")
    security_groups: tuple[str, ...] = Field((), alias="SecurityGroupIds")


class TemplateVersion(Answer):
    """`aws ec2 describe-launch-template-versions`."""

    id: str = Field("", alias="LaunchTemplateId")
    data: TemplateData = Field(TemplateData(), alias="LaunchTemplateData")
