"""EKS add-ons: which, in which version, and before or after the nodes."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Literal

from eks_gpu import catalog
from eks_gpu.design.cluster.owners import addon_entries, addon_owner, addon_settings
from eks_gpu.design.nodes.gpu_groups import GPU_LABEL
from eks_gpu.design.nodes.groups import own_taints
from eks_gpu.design.platform.addon_values import Conflict, merged
from eks_gpu.design.platform.vpc_cni import VPC_CNI, cni_settings
from eks_gpu.design.storage.shared_storage import ADDONS, KINDS, kinds_of
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import tolerating, tolerations_of
from eks_gpu.spec.components import NOBODYS, OURS, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True)
class AddonDesign:
    """An EKS add-on.

    Attributes:
        name: EKS's name for it.
        version: None where neither the declaration nor the catalogue has one; EKS then picks its default, once.
        stage: `agent` first of all, `network` before any node, `system` once there are nodes to run on.
        service_account: The account that gets a role by Pod Identity; None if it needs no AWS permission.
        policy: Name of the AWS-managed policy of that role, with its path; None if AWS has none for it.
        namespace: Namespace of that account.
        former_policy: Name of the policy that the role had in older releases, without its path; None if it is the
            same.
        settings: Its settings that differ from its defaults: eks-gpu's own and the declaration's. Empty resets those
            that a running add-on has, and None leaves them.
        conflicts: Settings of which the declaration has another value than eks-gpu.
        resolve_conflicts: EKS's word for what an update does with changes that somebody made in the cluster.
        existing: Whether others install it: it has no version then, but takes room on nodes.
    """

    name: str
    version: str | None
    stage: Literal["agent", "network", "system"]
    service_account: str | None = None
    policy: str | None = None
    settings: Mapping[str, object] | None = None
    namespace: str = "kube-system"
    former_policy: str | None = None
    existing: bool = False
    conflicts: tuple[Conflict, ...] = ()
    resolve_conflicts: str = "OVERWRITE"


# AWS's policies for the EBS driver (kubernetes-sigs/aws-ebs-csi-driver #2918). The first allows changes to volumes and
# snapshots that carry the driver's tag, which every dynamically provisioned one does; the second only to those that
# carry the name of the session's cluster, which driver v1.58.0 and later writes on new ones. Both paths are plain: the
# policy that they follow up was below `service-role/`.
EBS_DRIVER = "aws-ebs-csi-driver"
_EBS_POLICIES = {"account": "AmazonEBSCSIDriverPolicyV2", "cluster": "AmazonEBSCSIDriverEKSClusterScopedPolicy"}
_FORMER_POLICIES = {EBS_DRIVER: "AmazonEBSCSIDriverPolicy"}
# The order is a fact of failures: without the Pod Identity agent vpc-cni has no credentials and crashes; without
# vpc-cni and kube-proxy nodes never become ready; the rest needs nodes to run on.
# The storage drivers mount volumes that are there already. For that those of FSx and EFS call no AWS API and get no
# permission: what AWS recommends for them, up to AmazonFSxFullAccess, is for making file systems. Mountpoint reads
# the bucket, so its permissions follow from the declaration (`eks_gpu.aws.storage.file_systems`).
_ADDONS: tuple[tuple[str, Literal["agent", "network", "system"], str | None, str | None], ...] = (
    ("eks-pod-identity-agent", "agent", None, None),
    ("vpc-cni", "network", "aws-node", "AmazonEKS_CNI_Policy"),
    ("kube-proxy", "network", None, None),
    ("coredns", "system", None, None),
    (EBS_DRIVER, "system", "ebs-csi-controller-sa", None),
    ("aws-efs-csi-driver", "system", None, None),
    ("aws-fsx-csi-driver", "system", None, None),
    ("aws-mountpoint-s3-csi-driver", "system", "s3-csi-driver-sa", None),
    ("metrics-server", "system", None, None),
    ("eks-node-monitoring-agent", "system", None, None),
)


# Where the configuration of an add-on has the tolerations of its pods that run once or twice in a cluster, and those of
# its defaults, which our list replaces. The agents on every node tolerate all taints by themselves.
_CRITICAL = {"key": "CriticalAddonsOnly", "operator": "Exists"}
_SOON = {"effect": "NoExecute", "operator": "Exists", "tolerationSeconds": 300}
_TOLERATING: Mapping[str, tuple[tuple[str, ...], tuple[Mapping[str, object], ...]]] = {
    "coredns": (
        ("tolerations",),
        ({"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}, _CRITICAL),
    ),
    EBS_DRIVER: (("controller", "tolerations"), (_CRITICAL, _SOON)),
    "aws-efs-csi-driver": (("controller", "tolerations"), (_CRITICAL, _SOON)),
    "aws-fsx-csi-driver": (("controller", "tolerations"), (_CRITICAL, _SOON)),
    "metrics-server": (("tolerations",), (_CRITICAL,)),
}
# Add-ons with such pods whose tolerations eks-gpu leaves as they are.
INSIGHTS = "amazon-cloudwatch-observability"
NOT_TOLERATING = frozenset({INSIGHTS, "aws-mountpoint-s3-csi-driver"})


def design_addons(
    spec: ClusterSpec, groups: Iterable[GpuGroupDesign], network: NetworkDesign
) -> tuple[AddonDesign, ...]:
    """The add-ons of a cluster, in the order of their creation."""
    settings = {
        "eks-node-monitoring-agent": _gpu_health(groups),
        VPC_CNI: cni_settings(network, spec.region),
        **_on_tainted_nodes(spec),
    }
    names = usual_addons(kinds_of(spec))
    usual = (
        AddonDesign(
            name,
            None,
            stage,
            account,
            _EBS_POLICIES[spec.ebs_driver_scope] if name == EBS_DRIVER else policy,
            settings.get(name),
            former_policy=_FORMER_POLICIES.get(name),
            existing=addon_owner(spec, name) == THEIRS,
        )
        for name, stage, account, policy in _ADDONS
        if name in names and addon_owner(spec, name) != NOBODYS
    )
    every = (*usual, *_container_insights(spec))
    return tuple(_declared(spec, addon) for addon in every)


def usual_addons(kinds: Iterable[str]) -> tuple[str, ...]:
    """Names of the add-ons that eks-gpu installs without an entry, on a cluster with these kinds of storage."""
    stored = {*kinds}
    left_out = {ADDONS[kind] for kind in KINDS if kind not in stored}
    return tuple(name for name, *_ in _ADDONS if name not in left_out)


def _gpu_health(groups: Iterable[GpuGroupDesign]) -> Mapping[str, object] | None:
    """Let the part that reads the GPUs run next to them.

    The agent tolerates every taint and its DCGM server none. On a tainted GPU node the agent then finds no DCGM, and
    sets AcceleratedHardwareReady to False for good (DCGMError): it sees no fault of a GPU, and node auto repair has
    replaced sound nodes for it (aws/containers-roadmap #2555 and #2567; `dcgmAgent.tolerations` since 1.3.0). The
    same becomes of a type that is newer than the list of types that its server runs on: g7 is in it since 1.6.7. So the
    server goes by a label that every GPU group has; it has no image for arm64, where the agent looks at no GPU.
    """
    served = tuple(groups)
    if not served:
        return None
    taints = tolerations_of(taint for group in served for taint in group.taints)
    tolerations = [
        {key: value for key, value in asdict(toleration).items() if value is not None} for toleration in taints
    ]
    expressions = [
        {"key": GPU_LABEL, "operator": "In", "values": ["true"]},
        {"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64"]},
    ]
    terms = {"nodeSelectorTerms": [{"matchExpressions": expressions}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
    return {"dcgmAgent": {"affinity": affinity, "tolerations": tolerations}}


def _on_tainted_nodes(spec: ClusterSpec) -> dict[str, Mapping[str, object]]:
    """Tolerations of the system nodes' taints; without taints the add-ons keep their defaults."""
    taints = tolerating(own_taints(spec.system_nodes))
    if not taints:
        return {}
    added = [{key: value for key, value in asdict(one).items() if value is not None} for one in taints]
    found: dict[str, Mapping[str, object]] = {}
    for name, (path, defaults) in _TOLERATING.items():
        settings: Mapping[str, object] = {path[-1]: [*map(dict, defaults), *added]}
        for key in reversed(path[:-1]):
            settings = {key: settings}
        found[name] = settings
    return found


def _container_insights(spec: ClusterSpec) -> Iterator[AddonDesign]:
    """Container Insights with GPU metrics, and nothing else that the add-on does unasked; or that of others.

    Its default settings collect the logs of every container, and put Application Signals' instrumentation into every
    Python process of the cluster (aws-observability/helm-charts, `_helpers.tpl`): with custom settings for the agent
    that do not name Application Signals, it stays out.
    """
    insights = {"enhanced_container_insights": True, "accelerated_compute_metrics": True}
    settings = {
        "agent": {"config": {"logs": {"metrics_collected": {"kubernetes": insights}}}},
        "containerLogs": {"enabled": False},
    }
    # Without an entry it is eks-gpu's on existing clusters too: `monitoring.cloudwatch` asks for it.
    owner = addon_owner(spec, INSIGHTS) if INSIGHTS in addon_entries(spec) else OURS
    if owner == THEIRS or (owner == OURS and spec.monitoring.cloudwatch):
        yield AddonDesign(
            INSIGHTS,
            None,
            "system",
            "cloudwatch-agent",
            None,
            settings,
            namespace="amazon-cloudwatch",
            existing=owner == THEIRS,
        )


def _declared(spec: ClusterSpec, addon: AddonDesign) -> AddonDesign:
    """An add-on with the version and the settings that the declaration, or else the catalogue, gives it."""
    if addon.existing:
        return addon
    given = addon_settings(spec, addon.name)
    settings, conflicts = merged(addon.settings or {}, given.configuration or {})
    return replace(
        addon,
        version=given.version or catalog.addon_version(addon.name, spec.kubernetes_version),
        settings=settings if settings or given.configuration is not None else None,
        conflicts=conflicts,
        resolve_conflicts=given.resolve_conflicts.upper(),
    )
