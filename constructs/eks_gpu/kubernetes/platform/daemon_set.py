"""DaemonSets on the nodes of GPU groups: what serves the machine and not a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import daemon_set_v1
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.lifecycle_blocks import restartable
from eks_gpu.kubernetes.structs import resource
from eks_gpu.kubernetes.workloads.pod_spec import group_affinity, tolerations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable, TerraformResource
    from eks_gpu.scheduling.taints import TolerationDesign

NAMESPACE = "kube-system"


def daemon_set(
    scope: Construct,
    name: str,
    *,
    groups: Sequence[str],
    tolerated: Iterable[TolerationDesign],
    pod: Mapping[str, Any],
    annotations: Mapping[str, str] | None = None,
    at_once: str = "1",
    after: Sequence[ITerraformDependable] = (),
) -> TerraformResource:
    """A DaemonSet in `kube-system` that runs on the nodes of these groups and nowhere else.

    Args:
        scope: The stack of the DaemonSet.
        name: Its name, and the value of the label that selects its pods.
        groups: GPU groups.
        tolerated: For every taint of those groups.
        pod: The pod, but for its affinity and tolerations.
        annotations: Labels of the pods.
        at_once: How many nodes an update takes at a time, as a number or a share.
        after: Objects that must exist before.
    """
    # Written where none is wanted too: left out after it was set, the pods would keep an account that is deleted
    # (terraform-provider-kubernetes 2.38: Optional and Computed), and none of them could start again.
    account = pod.get("service_account_name", "default")
    placed = {
        **pod,
        "service_account_name": account,
        "affinity": group_affinity(groups),
        "toleration": tolerations(tolerated),
    }
    metadata = {"labels": labels(name), **({"annotations": dict(annotations)} if annotations else {})}
    return resource(
        scope,
        "daemon-set",
        daemon_set_v1,
        "DaemonSetV1",
        metadata={"name": name, "namespace": NAMESPACE, "labels": labels(name)},
        spec={
            "selector": {"match_labels": labels(name)},
            "strategy": {"type": "RollingUpdate", "rolling_update": {"max_unavailable": at_once}},
            "template": {"metadata": metadata, "spec": placed},
        },
        # A rollout lasts as long as its slowest node; an apply must not.
        wait_for_rollout=False,
        lifecycle=restartable(),
        depends_on=list(after) or None,
    )
