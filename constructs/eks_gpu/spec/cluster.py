"""A whole declaration: what one file in `clusters/` says."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from eks_gpu.spec.access import AccessSpec
from eks_gpu.spec.backend import BackendSpec, LocalBackendSpec
from eks_gpu.spec.daemons import DaemonReserveSpec, DaemonSpec
from eks_gpu.spec.iam import IamSpec
from eks_gpu.spec.model import (
    AccountId,
    ClusterName,
    DnsLabel,
    Many,
    Matches,
    MinorVersion,
    Region,
    RoleArn,
    SpecModel,
    TagKey,
    TagValue,
)
from eks_gpu.spec.monitoring import MonitoringSpec
from eks_gpu.spec.network import NetworkSpec
from eks_gpu.spec.nodes import GpuNodeGroupSpec, SystemNodesSpec
from eks_gpu.spec.storage import StorageSpec
from eks_gpu.spec.times import Duration
from eks_gpu.spec.workload import WorkloadSpec

AddonName = Literal[
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
    "vpc-cni",
]
AddonVersion = Annotated[
    str,
    Matches(r"v\d+\.\d+\.\d+-eksbuild\.\d+", "an EKS add-on version, such as v1.20.4-eksbuild.2", "v1.20.4-eksbuild.2"),
]


class ImagesSpec(SpecModel):
    """Where images come from."""

    registry: Annotated[
        Annotated[
            str,
            Matches(
                r"[a-z0-9][a-z0-9.-]*(:\d+)?(/[a-z0-9._-]+)*",
                "a registry with an optional path, without scheme or trailing '/', such as 111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror",
                "111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror",
            ),
        ],
        Field(
            description="Mirror for every image eks-gpu itself brings; the path and tag of each stay as they are. Required with `nat: none`."
        ),
    ]


class AutoscalerSpec(SpecModel):
    """What adds and removes GPU nodes."""

    kind: Annotated[
        Literal["cluster-autoscaler", "none"],
        Field(description="`none` leaves node counts to you; with a group at zero its workloads would never start."),
    ] = "cluster-autoscaler"
    expander: Annotated[
        Literal["priority", "least-waste"] | None,
        Field(
            description="Which of several groups that could run a pod gets the node: `priority` (the groups' own, then least-waste), "
            "or `least-waste` (CPU and memory left over; GPUs are not counted). Default: `priority` where a group has one."
        ),
    ] = None
    max_node_provision_time: Annotated[
        Duration,
        Field(
            description="How long a node may take to become ready before another group is tried. A spot or capacity error ends the wait at once."
        ),
    ] = "15m"
    scale_down_unneeded: Annotated[
        Duration, Field(description="How long a node must have been unneeded before it is taken away.")
    ] = "10m"
    scale_down_delay_after_add: Annotated[
        Duration, Field(description="How long no node is taken away after one was added.")
    ] = "10m"
    gpu_utilization_threshold: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            strict=False,
            description="A GPU node counts as unneeded at or below this share of requested GPUs; its CPU and memory are not looked at.",
        ),
    ] = 0.5


class IgnoreSpec(SpecModel):
    """A finding that somebody has looked at and lives with."""

    id: Annotated[
        Annotated[str, Matches(r"[a-z0-9]+(-[a-z0-9]+)*", "the id of a rule, such as spot-pools", "spot-pools")],
        Field(description="Id of the rule, as printed in brackets."),
    ]
    where: Annotated[str, Field(min_length=1, description="Path of the finding, as printed; one entry a finding.")]
    reason: Annotated[str, Field(min_length=10, description="Why it is right here, for whoever reads the file next.")]


def _quota_form(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "each" if isinstance(value, dict) else "gpus"


QUOTA_FORMS = frozenset({"each", "gpus"})
GpuResourceName = Annotated[
    str,
    Matches(
        r"gpu(\.shared)?|mig-[1-9]g\.[1-9]\d*gb(\.shared)?",
        "a resource without its 'nvidia.com/': gpu, gpu.shared, or mig-<profile> such as mig-1g.10gb",
        "gpu",
    ),
]
GpuQuota = Annotated[
    Annotated[int, Field(ge=0), Tag("gpus")]
    | Annotated[dict[GpuResourceName, Annotated[int, Field(ge=0)]], Field(min_length=1), Tag("each")],
    Discriminator(_quota_form),
]


class NamespaceSpec(SpecModel):
    """A namespace for workloads."""

    name: Annotated[DnsLabel, Field(description="Name.")]
    gpu_quota: Annotated[
        GpuQuota | None,
        Field(
            description="Most GPUs that the pods of the namespace may ask for together; default: no limit. Where groups share GPUs, "
            "by resource: `{gpu: 4, gpu.shared: 16, mig-1g.10gb: 7}`. What the cluster offers and is not named here is 0."
        ),
    ] = None


class ClusterSpec(SpecModel):
    """One EKS cluster with its GPU nodes and what runs on them."""

    name: Annotated[
        ClusterName, Field(description="Name of the cluster and prefix of its stacks. Changing it replaces everything.")
    ]
    region: Annotated[Region, Field(description="AWS region.")]
    account_id: Annotated[
        AccountId | None,
        Field(
            description="AWS account of the cluster, 12 digits in quotes. With it the AWS provider refuses every other account, at plan and at apply. "
            "Setting, changing or removing it changes no resource. Default: whatever account the credentials are of."
        ),
    ] = None
    assume_role_arn: Annotated[
        RoleArn | None,
        Field(
            description="IAM role that the AWS provider assumes, in the cluster's account; Kubernetes tokens are that role's too. The backend and the "
            "state of other stacks are still read with the credentials that Terraform was started with. On a running cluster another role needs "
            "access of its own (`access.admins`). Default: no role is assumed."
        ),
    ] = None
    kubernetes_version: Annotated[
        MinorVersion,
        Field(description="Kubernetes minor, in quotes. Never changed for you; go up one minor at a time."),
    ]
    network: Annotated[
        NetworkSpec,
        Field(description="A created VPC (`zones`, `cidr`, …) or an existing one (`vpc_id`, `private_subnets`)."),
    ]
    gpu_node_groups: Annotated[Many[GpuNodeGroupSpec], Field(description="Groups of GPU nodes.")] = ()
    upgrade_policy: Annotated[
        Literal["extended", "standard"],
        Field(
            description="After a version's standard support ends: `extended` keeps it for a higher price and never upgrades behind Terraform's back; "
            "`standard` lets EKS upgrade the control plane."
        ),
    ] = "extended"
    deletion_protection: Annotated[
        bool,
        Field(
            description="Refuse to delete the cluster. To destroy it: set false, apply the cluster stack, then destroy."
        ),
    ] = True
    tags: Annotated[
        dict[TagKey, TagValue],
        Field(
            max_length=40,
            description="Tags on every AWS resource. They reach instances and volumes through launch templates, so changing them replaces the nodes.",
        ),
    ] = {}
    access: Annotated[AccessSpec, Field(description="Who reaches the Kubernetes API, and from where.")] = AccessSpec()
    iam: Annotated[IamSpec, Field(description="Rules of the account for the roles of the cluster.")] = IamSpec()
    images: Annotated[
        ImagesSpec | None, Field(description="A registry that mirrors what eks-gpu brings; default: the public ones.")
    ] = None
    addons: Annotated[
        dict[AddonName, AddonVersion],
        Field(description="Versions of EKS add-ons, instead of the catalogue's for this Kubernetes minor."),
    ] = {}
    ebs_driver_scope: Annotated[
        Literal["account", "cluster"],
        Field(
            description="EBS volumes and snapshots that the EBS driver may change: all in the account that carry the driver's tag, or only those with "
            "this cluster's name in the tag `ebs.csi.aws.com/cluster-name`, which the driver writes since v1.58.0. To go to `cluster` on a running "
            "cluster, first tag the volumes and snapshots that exist: the driver cannot attach, detach or delete the others. Changed in place."
        ),
    ] = "account"
    system_nodes: Annotated[SystemNodesSpec, Field(description="Nodes for everything but GPU work.")] = (
        SystemNodesSpec()
    )
    autoscaler: Annotated[AutoscalerSpec, Field(description="What adds and removes nodes.")] = AutoscalerSpec()
    monitoring: Annotated[MonitoringSpec, Field(description="What is watched; by default the nodes' health alone.")] = (
        MonitoringSpec()
    )
    namespaces: Annotated[
        Many[NamespaceSpec], Field(description="Namespaces to create; `default` exists already.")
    ] = ()
    storage: Annotated[
        Many[StorageSpec],
        Field(description="File systems and buckets that workloads mount. None by default: they cost by size or use."),
    ] = ()
    daemons: Annotated[
        Many[DaemonSpec],
        Field(
            description="DaemonSets that other tools install, such as security agents and log shippers. Nothing is created for them; they count wherever room on a node is judged. "
            "What `daemon_reserve` does not cover makes default-sized pods smaller: deployments roll, and jobs are replaced and run again."
        ),
    ] = ()
    daemon_reserve: Annotated[
        DaemonReserveSpec,
        Field(
            description="Room that pods with a default `cpu` or `memory` leave free on each node, for agents that nobody declared. "
            "An edit changes those defaults: deployments roll, and jobs are replaced and run again."
        ),
    ] = DaemonReserveSpec()
    workloads: Annotated[Many[WorkloadSpec], Field(description="GPU workloads.")] = ()
    ignore: Annotated[
        Many[IgnoreSpec],
        Field(description="Findings of rules to leave out. They are counted wherever problems are printed."),
    ] = ()
    backend: Annotated[
        BackendSpec, Field(description="Where Terraform keeps its state: local (default), s3 or cloud.")
    ] = BackendSpec(local=LocalBackendSpec())
