"""The four stacks of a cluster, what each holds, and what it reads from those before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

if TYPE_CHECKING:
    from tools.pictures.palette import Tone


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack on the picture.

    Attributes:
        kind: The last part of its name.
        tone: Its colour: one for resources of AWS, one for objects of Kubernetes.
        holds: Description of its resources.
        resources: Types of the Terraform resources that the words stand for.
    """

    kind: str
    tone: Tone
    holds: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Data that a stack reads from another: its state, or the cluster by its name."""

    reader: str
    source: str
    way: Literal["state", "name"]


STACKS = (
    Stack(
        "network",
        "amber",
        ("VPC, subnets in each zone, routes", "NAT and internet gateways, endpoints, flow logs"),
        (
            *("aws_vpc", "aws_subnet", "aws_route_table", "aws_nat_gateway", "aws_internet_gateway"),
            *("aws_vpc_endpoint", "aws_flow_log"),
        ),
    ),
    Stack(
        "cluster",
        "amber",
        ("EKS control plane, add-ons, IAM roles", "launch templates and node groups, file systems"),
        (
            *("aws_eks_cluster", "aws_eks_addon", "aws_iam_role", "aws_launch_template", "aws_eks_node_group"),
            *("aws_fsx_lustre_file_system", "aws_efs_file_system"),
        ),
    ),
    Stack(
        "platform",
        "violet",
        ("storage and priority classes", "cluster autoscaler, NVIDIA device plugin"),
        ("kubernetes_storage_class_v1", "kubernetes_priority_class_v1", "kubernetes_deployment_v1"),
    ),
    Stack(
        "workloads",
        "violet",
        ("namespaces with quotas, service accounts", "volume claims, jobs, deployments, services"),
        (
            *("kubernetes_namespace_v1", "kubernetes_resource_quota_v1", "kubernetes_service_account_v1"),
            *("kubernetes_persistent_volume_claim_v1", "kubernetes_job_v1", "kubernetes_deployment_v1"),
            "kubernetes_service_v1",
        ),
    ),
)
READS = (
    Read("cluster", "network", "state"),
    Read("platform", "cluster", "name"),
    Read("workloads", "cluster", "name"),
    Read("workloads", "cluster", "state"),
)
_X, _WIDE, _TALL, _TOP, _ROW = 156.0, 408.0, 72.0, 60.0, 118.0


def picture() -> Picture:
    """The picture."""
    made = Picture(
        "Four stacks, applied from top to bottom",
        "The network stack has outputs for its private subnets, which the cluster stack reads from the network's "
        "state. The platform and workloads stacks find the cluster by its name. Only for file systems do workloads "
        "read the state of the cluster stack.",
        556,
    )
    for number, stack in enumerate(STACKS):
        rect = Rect(_X, _TOP + number * _ROW, _WIDE, _TALL)
        made.labelled(stack.kind, rect, stack.tone, [stack.kind, *stack.holds])
    _from_states(made)
    _by_name(made)
    made.paragraph(
        "Each stack has a Terraform state of its own, named <cluster>-<stack>. In an existing VPC there is no network "
        "stack, and the cluster stack takes the subnets from the file.",
        (MARGIN, 518),
        680,
        size=12,
        ink="muted",
    )
    return made


def _from_states(made: Picture) -> None:
    network, cluster, workloads = (made.boxed(kind).rect for kind in ("network", "cluster", "workloads"))
    x = network.middle[0]
    made.arrow("network", "cluster", (x, network.bottom), (x, cluster.y))
    made.text("from its state: private-subnet-<zone>", (x + 12, network.bottom + 28), size=12, ink="muted")
    start, end, channel = cluster.middle[1] + 12, workloads.middle[1], 594.0
    made.arrow(
        *("cluster", "workloads"),
        *((cluster.right, start), (channel, start), (channel, end), (workloads.right, end)),
        dashed=True,
    )
    made.paragraph(
        "from its state, only where storage is declared: ids of file systems", (604, 296), 100, size=12, ink="muted"
    )


def _by_name(made: Picture) -> None:
    cluster, platform, workloads = (made.boxed(kind).rect for kind in ("cluster", "platform", "workloads"))
    start, channel = cluster.middle[1] + 12, 126.0
    for target in (platform, workloads):
        end = target.middle[1]
        key = "platform" if target is platform else "workloads"
        made.arrow("cluster", key, (cluster.x, start), (channel, start), (channel, end), (target.x, end))
    made.paragraph("by the cluster's name: its address and a fresh token", (MARGIN, 296), 100, size=12, ink="muted")
