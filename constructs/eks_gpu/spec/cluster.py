"""A whole declaration: the content of one file in `clusters/`."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.access import AccessSpec
from eks_gpu.spec.addons import AddonEntry, AddonName
from eks_gpu.spec.backend import BackendSpec, LocalBackendSpec
from eks_gpu.spec.components import PluginOwner, StorageClassName
from eks_gpu.spec.control_plane import ControlPlaneSpec
from eks_gpu.spec.daemons import DaemonReserveSpec, DaemonSpec
from eks_gpu.spec.encryption import EncryptionSpec
from eks_gpu.spec.iam import IamSpec
from eks_gpu.spec.model import (
    AccountId,
    ClusterName,
    EksName,
    Many,
    MinorVersion,
    Region,
    RoleArn,
    SecurityGroupId,
    SpecModel,
    TagKey,
    TagValue,
)
from eks_gpu.spec.monitoring import MonitoringSpec
from eks_gpu.spec.network import NetworkSpec
from eks_gpu.spec.nodes.defaults import DefaultsSpec
from eks_gpu.spec.nodes.group import NodeGroupSpec
from eks_gpu.spec.nodes.node_groups import GpuNodeGroupSpec, SystemNodesSpec
from eks_gpu.spec.nodes.pools import GpuNodePoolSpec
from eks_gpu.spec.nodes.provisioner import Provisioner
from eks_gpu.spec.releases.charts import ChartSpec
from eks_gpu.spec.releases.load_balancer_controller import LoadBalancerControllerSpec
from eks_gpu.spec.releases.manifests import ManifestsItem
from eks_gpu.spec.storage import StorageSpec
from eks_gpu.spec.times import Duration
from eks_gpu.spec.workloads.namespaces import NamespaceSpec
from eks_gpu.spec.workloads.queueing import Queueing
from eks_gpu.spec.workloads.workload import WorkloadSpec


class ImagesSpec(SpecModel):
    """The registry that images come from."""

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
            description="Mirror of every image that eks-gpu itself adds; paths and tags stay the same. Required with `nat: none`."
        ),
    ]


class AutoscalerSpec(SpecModel):
    """The component that adds and removes GPU nodes."""

    kind: Annotated[
        Literal["cluster-autoscaler", "existing", "none"] | None,
        Field(
            description="`cluster-autoscaler` installs it; `existing` is a Cluster Autoscaler that others run on the "
            "cluster and that finds the node groups by the tags that EKS sets; `none` leaves node counts to you, and "
            "the workloads of a group at zero would then never start. Switching to or from `cluster-autoscaler` "
            "deletes or creates the autoscaler; nodes stay as they are. Default: `cluster-autoscaler`; on an existing "
            "cluster `existing`."
        ),
    ] = None
    expander: Annotated[
        Literal["priority", "least-waste"] | None,
        Field(
            description="Rule by which one of several groups that could run a pod gets the node: `priority` (the groups' "
            "own priorities, then least-waste), or `least-waste` (CPU and memory left over; GPUs are not "
            "counted). Default: `priority` if any group sets one, otherwise `least-waste`."
        ),
    ] = None
    max_node_provision_time: Annotated[
        Duration,
        Field(
            description="Time that a node may take to become ready before the autoscaler tries another group. A spot or "
            "capacity error ends the wait at once."
        ),
    ] = "15m"
    scale_down_unneeded: Annotated[
        Duration, Field(description="Time that a node must have been unneeded before the autoscaler removes it.")
    ] = "10m"
    scale_down_delay_after_add: Annotated[
        Duration, Field(description="Time after a node is added during which the autoscaler removes none.")
    ] = "10m"
    gpu_utilization_threshold: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            strict=False,
            description="A GPU node counts as unneeded when pods request at most this share of its GPUs, from 0 to 1; its CPU and memory are ignored.",
        ),
    ] = 0.5


class IgnoreSpec(SpecModel):
    """A finding that somebody has reviewed and accepted."""

    id: Annotated[
        Annotated[str, Matches(r"[a-z0-9]+(-[a-z0-9]+)*", "the id of a rule, such as spot-pools", "spot-pools")],
        Field(description="Id of the rule, as printed in brackets."),
    ]
    where: Annotated[
        str, Field(min_length=1, description="Path of the finding, as printed; each entry covers one finding.")
    ]
    reason: Annotated[
        str,
        Field(
            min_length=10,
            description="Reason why the finding is acceptable here, for the next person who reads the file.",
        ),
    ]


class ClusterSpec(SpecModel):
    """One EKS cluster with its GPU nodes and the workloads that run on them."""

    name: Annotated[
        ClusterName,
        Field(
            description="Name of the cluster and prefix of its stacks. Changing it declares another cluster; the running "
            "one stays as it is."
        ),
    ]
    region: Annotated[
        Region, Field(description="AWS region. Changing it declares another cluster; the running one stays as it is.")
    ]
    account_id: Annotated[
        AccountId | None,
        Field(
            description="AWS account of the cluster: 12 digits in quotes. With it the AWS provider refuses every other "
            "account, at plan and at apply. Setting, changing or removing it changes no resource. Default: "
            "the account that the credentials belong to."
        ),
    ] = None
    assume_role_arn: Annotated[
        RoleArn | None,
        Field(
            description="IAM role in the cluster's account that the AWS provider assumes; it also gets the Kubernetes "
            "tokens as that role. Terraform still reads the backend and the state of other stacks with the "
            "credentials it was started with. On a running cluster another role needs its own access "
            "(`access.admins`). Default: no role is assumed."
        ),
    ] = None
    kubernetes_version: Annotated[
        MinorVersion,
        Field(
            description="Kubernetes minor version, in quotes. eks-gpu never changes it for you; go up one minor at a time. "
            "On an existing cluster this is the version of the GPU nodes: at most that of the control plane, which "
            "every plan compares."
        ),
    ]
    existing_cluster: Annotated[
        bool,
        Field(
            description="Whether `name` is a cluster that others created. eks-gpu then adds GPU nodes to it, and reads "
            "its endpoint, VPC and security group at plan; it creates no network, control plane or system nodes, and "
            "a destroy leaves the cluster as it was. Switching a running cluster to or from it is refused: the old "
            "stacks would be destroyed."
        ),
    ] = False
    eks_name: Annotated[
        EksName | None,
        Field(
            description="Name of the existing cluster in EKS, where it is not a `name`, which is shorter and lower-case "
            "because roles and stacks begin with it. Changing it moves every node group to another cluster. Default: "
            "`name`."
        ),
    ] = None
    network: Annotated[
        NetworkSpec,
        Field(
            description="A created VPC (`zones`, `cidr`, …) or an existing one (`vpc_id`, `private_subnets`). With "
            "`existing_cluster`, the `private_subnets` of the GPU nodes are enough."
        ),
    ]
    node_security_group_ids: Annotated[
        Many[SecurityGroupId],
        Field(
            max_length=4,
            description="Security groups of every node, in addition to the one that EKS creates for the cluster. Nodes of "
            "terraform-aws-eks admit DNS only from their own group, so GPU nodes next to them need it here. Load "
            "balancers accept only one group with the cluster's tag `kubernetes.io/cluster/<name>` on a node, so an "
            "existing cluster's tagged group replaces the one of EKS. Every edit replaces the nodes.",
        ),
    ] = ()
    gpu_node_groups: Annotated[Many[GpuNodeGroupSpec], Field(description="Groups of GPU nodes.")] = ()
    node_groups: Annotated[
        Many[NodeGroupSpec],
        Field(
            description="Groups of nodes without GPUs, which workloads with `gpus: 0` run on. A new group is created, a "
            "removed one is deleted with its nodes; the first one moves workloads without GPUs off GPU nodes."
        ),
    ] = ()
    provisioner: Annotated[
        Provisioner | None,
        Field(
            description="The component that buys the nodes of `gpu_node_pools`: `karpenter`, which eks-gpu installs, or "
            "`auto-mode`, which EKS runs. Removing it removes its nodes. Default: none; groups need no provisioner."
        ),
    ] = None
    gpu_node_pools: Annotated[
        Many[GpuNodePoolSpec],
        Field(
            description="Pools of GPU nodes that the `provisioner` buys one by one, next to or instead of `gpu_node_groups`. A "
            "new pool is created; a removed one is deleted with its nodes."
        ),
    ] = ()
    defaults: Annotated[
        DefaultsSpec,
        Field(description="Fields of all groups and of the system nodes, where those do not set their own."),
    ] = DefaultsSpec()
    upgrade_policy: Annotated[
        Literal["extended", "standard"],
        Field(
            description="Policy for the end of a version's standard support: `extended` keeps the version at a higher "
            "price and never upgrades outside Terraform; `standard` lets EKS upgrade the control plane."
        ),
    ] = "extended"
    deletion_protection: Annotated[
        bool,
        Field(
            description="Refuse to delete the cluster. To destroy the cluster, set this to false, apply the cluster "
            "stack, then destroy."
        ),
    ] = True
    tags: Annotated[
        dict[TagKey, TagValue],
        Field(
            max_length=40,
            description="Tags on every AWS resource. They reach instances and volumes through launch templates, so changing them replaces the nodes.",
        ),
    ] = {}
    access: Annotated[AccessSpec, Field(description="Identities and addresses that can reach the Kubernetes API.")] = (
        AccessSpec()
    )
    iam: Annotated[IamSpec, Field(description="Rules of the AWS account for the cluster's roles.")] = IamSpec()
    control_plane: Annotated[
        ControlPlaneSpec, Field(description="Logs, scaling tier and zonal shift of the control plane.")
    ] = ControlPlaneSpec()
    encryption: Annotated[
        EncryptionSpec,
        Field(description="Keys of your own for Secrets, volumes and logs; default: AWS's and the cluster's."),
    ] = EncryptionSpec()
    images: Annotated[
        ImagesSpec | None,
        Field(description="Registry that mirrors the images that eks-gpu adds; default: the public registries."),
    ] = None
    addons: Annotated[
        dict[AddonName, AddonEntry],
        Field(
            description="EKS add-ons that differ from eks-gpu's choice, by name: a version instead of the catalogue's for "
            "this Kubernetes minor, or `{version, configuration, resolve_conflicts}`. `existing` leaves an add-on to "
            "others, who run it already; `none` says that the cluster runs without it. On a running cluster both delete "
            "the add-on that eks-gpu installed. On an existing cluster eks-gpu installs only add-ons that have an entry "
            "here, and takes all others for `existing`."
        ),
    ] = {}
    ebs_driver_scope: Annotated[
        Literal["account", "cluster"],
        Field(
            description="EBS volumes and snapshots that the EBS driver may change: `account` for all in the account that "
            "carry the driver's tag, `cluster` for only those with this cluster's name in the tag "
            "`ebs.csi.aws.com/cluster-name`, which the driver writes since v1.58.0. Before you switch a "
            "running cluster to `cluster`, tag its existing volumes and snapshots: the driver cannot attach, "
            "detach or delete the others. Changed in place."
        ),
    ] = "account"
    system_nodes: Annotated[SystemNodesSpec, Field(description="Nodes for everything except GPU work.")] = (
        SystemNodesSpec()
    )
    autoscaler: Annotated[
        AutoscalerSpec, Field(description="Settings of the autoscaler, which adds and removes nodes.")
    ] = AutoscalerSpec()
    device_plugin: Annotated[
        PluginOwner,
        Field(
            description="NVIDIA's device plugin on AL2023 nodes: `eks-gpu` installs it; `existing`, or `false`, leaves "
            "it to others, such as the GPU Operator. Two of them on one node hide its GPUs. `existing` deletes the "
            "DaemonSet of a running cluster; its nodes offer no GPUs until another plugin runs."
        ),
    ] = "eks-gpu"
    efa_plugin: Annotated[
        PluginOwner,
        Field(
            description="AWS's EFA device plugin on nodes with `efa`: `eks-gpu` installs it; `existing`, or `false`, leaves "
            "it to others. `existing` deletes the DaemonSet of a running cluster."
        ),
    ] = "eks-gpu"
    storage_class: Annotated[
        StorageClassName | None,
        Field(
            description="StorageClass of volumes that stateful sets claim: `eks-gpu` creates the class `gp3`, any other "
            "name is a class that exists. On a running cluster another name deletes the class `gp3`, not its volumes, "
            "and recreates stateful sets with claims, whose volumes stay in the old class. Default: `eks-gpu`; on an "
            "existing cluster none is created."
        ),
    ] = None
    monitoring: Annotated[
        MonitoringSpec,
        Field(description="Metrics, alerts and alarms; by default only the health of the nodes is monitored."),
    ] = MonitoringSpec()
    namespaces: Annotated[
        Many[NamespaceSpec], Field(description="Namespaces to create; `default` already exists.")
    ] = ()
    queueing: Annotated[
        Queueing | None,
        Field(
            description="Queues in front of the GPUs: work with a `queue` waits as a whole until its namespace may use GPUs, and "
            "namespaces borrow what others leave unused. `kueue` is short for `{kind: kueue}`. Turning it on deletes the "
            "ResourceQuotas of `gpu_quota`, because the queues hold the limits; running work stays. Turning it off uninstalls "
            "Kueue: remove every `queue` first. Default: none."
        ),
    ] = None
    storage: Annotated[
        Many[StorageSpec],
        Field(
            description="File systems and buckets that workloads mount. Default: none, because they are billed by size or use."
        ),
    ] = ()
    daemons: Annotated[
        Many[DaemonSpec],
        Field(
            description="DaemonSets that other tools install, such as security agents and log shippers. eks-gpu creates "
            "nothing for them, but counts them wherever it works out the room on a node. If they need more "
            "than `daemon_reserve`, default-sized pods become smaller: deployments roll, and jobs are "
            "replaced and run again."
        ),
    ] = ()
    daemon_reserve: Annotated[
        DaemonReserveSpec,
        Field(
            description="Room that pods with a default `cpu` or `memory` leave free on each node, for agents that are not"
            " declared. An edit changes those defaults: deployments roll, and jobs are replaced and run "
            "again."
        ),
    ] = DaemonReserveSpec()
    workloads: Annotated[Many[WorkloadSpec], Field(description="GPU workloads.")] = ()
    load_balancer_controller: Annotated[
        LoadBalancerControllerSpec | None,
        Field(
            description="The AWS Load Balancer Controller, which makes the load balancers of `expose: {kind: …}` and of your own "
            "Ingress objects; `{}` installs it, before all `charts`. Removing it uninstalls the controller; remove first what "
            "has load balancers. Default: none."
        ),
    ] = None
    charts: Annotated[
        Many[ChartSpec],
        Field(
            description="Helm charts to install, in the order of the list and after the device plugin; removed in the "
            "reverse order."
        ),
    ] = ()
    manifests: Annotated[
        Many[ManifestsItem],
        Field(
            max_length=100,
            description="Kubernetes manifests that others wrote and that run on this cluster. Every check judges their pods next "
            "to the workloads. A path to a file or folder, relative to this file, is only judged; an entry "
            "`{name, files, apply: true}` is also applied, after `charts`.",
        ),
    ] = ()
    ignore: Annotated[
        Many[IgnoreSpec],
        Field(description="Findings of rules to leave out. Reports still count them."),
    ] = ()
    backend: Annotated[
        BackendSpec, Field(description="Where Terraform keeps its state: local (default), s3 or cloud.")
    ] = BackendSpec(local=LocalBackendSpec())

    @property
    def cluster_name(self) -> str:
        """The cluster's name in EKS; `name` is that of its stacks and roles."""
        return self.eks_name or self.name
