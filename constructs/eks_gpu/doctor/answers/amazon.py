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


class Cluster(Answer):
    """`aws eks describe-cluster`."""

    name: str = ""
    status: str = ""
    version: str = ""
    endpoint: str = ""
    health: Health = Health()
    access: AccessConfig = Field(AccessConfig(), alias="accessConfig")


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


class AutoScalingGroup(Answer):
    """`aws autoscaling describe-auto-scaling-groups`."""

    name: str = Field("", alias="AutoScalingGroupName")
    min: int | None = Field(None, alias="MinSize")
    max: int | None = Field(None, alias="MaxSize")
    desired: int | None = Field(None, alias="DesiredCapacity")
    instances: tuple[Instance, ...] = Field((), alias="Instances")
    tags: tuple[Tag, ...] = Field((), alias="Tags")
    suspended: tuple[Suspended, ...] = Field((), alias="SuspendedProcesses")

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
