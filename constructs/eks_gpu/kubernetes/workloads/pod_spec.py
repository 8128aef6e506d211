"""The pod of a workload, as dicts in the provider's spelling; `structs` makes what the bindings want of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.kubernetes.labels import labels, selector_labels
from eks_gpu.kubernetes.workloads.containers import containers, init_containers
from eks_gpu.kubernetes.workloads.pod_volumes import pod_volumes, volume_annotations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.design import WorkloadDesign
    from eks_gpu.scheduling.taints import TolerationDesign


def pod_template(design: WorkloadDesign) -> dict[str, Any]:
    """The template that a controller makes pods of."""
    near = design.queued.annotations if design.queued else {}
    annotations = {**design.spec.annotations, **_kept(design), **volume_annotations(design), **near}
    own = {**design.spec.labels, **(selector_labels(design) if design.controlled else labels(design.name))}
    metadata = {"labels": own, **({"annotations": annotations} if annotations else {})}
    return {"metadata": metadata, "spec": pod_spec(design)}


def _kept(design: WorkloadDesign) -> dict[str, str]:
    """The annotations that keep the autoscaler and Karpenter from evicting pods of jobs, or of workloads that say so.

    On a node with several GPUs, one pod asks for less than `gpu_utilization_threshold`; where shares are renamed, the
    autoscaler sees no GPU in use and goes by CPU and memory. Once there is room elsewhere it would evict the pod and
    remove the node (Cluster Autoscaler FAQ, "What types of pods can prevent CA from removing a node?"). Karpenter
    replaces nodes for a cheaper one, a new AMI or another setting, and leaves those alone whose pods refuse it
    (kubernetes-sigs/karpenter, `pkg/apis/v1/labels.go`, DoNotDisruptAnnotationKey).
    """
    if design.movable:
        return {}
    provisioned = {"karpenter.sh/do-not-disrupt": "true"} if design.provisioned else {}
    return {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", **provisioned}


def pod_spec(design: WorkloadDesign) -> dict[str, Any]:
    """The pod: a container named after the workload, and those around it."""
    return {
        "container": containers(design),
        "init_container": init_containers(design) or None,
        "restart_policy": design.restart_policy,
        "runtime_class_name": design.spec.runtime_class,
        "priority_class_name": design.priority_class,
        "node_selector": dict(design.node_selector) or None,
        "affinity": group_affinity(design.groups) if GROUP_LABEL not in design.node_selector else None,
        "toleration": tolerations(design.object_tolerations),
        "topology_spread_constraint": _zone_spread(design),
        "termination_grace_period_seconds": design.serving.grace_seconds,
        "host_network": design.spec.host_network or None,
        # Without it, names of the cluster would not resolve in the node's network.
        "dns_policy": "ClusterFirstWithHostNet" if design.spec.host_network else None,
        "security_context": _identity(design),
        "service_account_name": design.object_account,
        "image_pull_secrets": [{"name": name} for name in design.spec.image_pull_secrets] or None,
        # GPU work has no business with the Kubernetes API.
        "automount_service_account_token": False,
        # Else a Service named `vllm` gives every pod a VLLM_PORT=tcp://…, which is what that program's own port is
        # called, and it stops (vllm-project/vllm #18209).
        "enable_service_links": False,
        # With it each rank has a name in DNS: <job>-<index>.<job>.<namespace>.svc.cluster.local.
        "subdomain": design.name if design.training else None,
        "volume": _volumes(design) or None,
    }


def _identity(design: WorkloadDesign) -> dict[str, Any] | None:
    """The block `security_context` of a pod: who its process is, and whose its claims are."""
    asked = design.spec.run_as
    if asked is None:
        return None
    return {
        "run_as_user": None if asked.user is None else str(asked.user),
        "run_as_group": str(asked.group),
        # Kubelet may know only the name of an image's own user, and then refuses to start the container.
        "run_as_non_root": bool(asked.user) or None,
        "fs_group": str(asked.group),
        # Else every start of a pod would go through all files of a large volume.
        "fs_group_change_policy": "OnRootMismatch",
    }


def group_affinity(groups: Sequence[str]) -> dict[str, Any] | None:
    """Nodes of these groups and no others; None for no groups."""
    if not groups:
        return None
    expression = {"key": GROUP_LABEL, "operator": "In", "values": list(groups)}
    required = {"node_selector_term": [{"match_expressions": [expression]}]}
    return {"node_affinity": {"required_during_scheduling_ignored_during_execution": required}}


def tolerations(designs: Iterable[TolerationDesign]) -> list[dict[str, Any]] | None:
    """The block `toleration`; None for none."""
    return [
        {"key": item.key, "operator": item.operator, "value": item.value, "effect": item.effect} for item in designs
    ] or None


def _zone_spread(design: WorkloadDesign) -> list[dict[str, Any]] | None:
    if design.spread_over_zones:
        # The scheduler ignores a zone without a node; unless it knows how many zones there will be, all pods go to the
        # zone that happened to get the first node.
        return [_spread("topology.kubernetes.io/zone", design, "DoNotSchedule", design.spread_over_zones)]
    if design.interruptible and design.serves:
        # Spot capacity goes by zone: where it costs nothing, replicas should not all go with one.
        return [_spread("topology.kubernetes.io/zone", design, "ScheduleAnyway", None)]
    return None


def _spread(key: str, design: WorkloadDesign, otherwise: str, domains: int | None) -> dict[str, Any]:
    return {
        "topology_key": key,
        "max_skew": 1,
        "when_unsatisfiable": otherwise,
        "min_domains": domains,
        "label_selector": [{"match_labels": labels(design.name)}],
    }


def _volumes(design: WorkloadDesign) -> list[dict[str, Any]]:
    # The container runtime's own /dev/shm is 64 MiB; PyTorch and NCCL fail in it with a bus error.
    shm = [{"name": "shm", "empty_dir": {"medium": "Memory", "size_limit": design.shm}}] if design.shm else []
    return [*shm, *pod_volumes(design)]
