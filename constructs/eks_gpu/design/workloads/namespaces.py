"""Namespaces, and how much of the cluster's GPUs each may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.exposure import by_controller
from eks_gpu.design.workloads.queued import is_queued
from eks_gpu.design.workloads.timeouts import delete_timeout
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.workloads.workload import WorkloadDesign
    from eks_gpu.spec import ClusterSpec

_VENDOR = "nvidia.com/"
_LEAST_SECONDS = 5 * 60


@dataclass(frozen=True)
class NamespaceDesign:
    """A namespace.

    Attributes:
        name: Name of the namespace in Kubernetes.
        limits: Limits of its pods' total requests, by resource; None if nothing limits them.
        delete_timeout: How long Terraform waits for its deletion: its pods stop first, and pods of deployments outlive
            their deployment.
        waits_for_targets: Whether its pods become ready only once their load balancer finds them healthy.
    """

    name: str
    limits: Mapping[str, int] | None
    delete_timeout: str = "10m"
    waits_for_targets: bool = False


def design_namespaces(
    spec: ClusterSpec, groups: Iterable[MachinesDesign], workloads: Sequence[WorkloadDesign]
) -> tuple[NamespaceDesign, ...]:
    """All namespaces that the stack creates.

    A quota covers every name under which the cluster offers GPUs: one on `nvidia.com/gpu` only would let pods use all
    shares and MIG slices.
    """
    offered = dict.fromkeys([GPU, *sorted({name for group in groups for name in group.offers})])
    return tuple(
        NamespaceDesign(
            name=namespace.name,
            # A queue holds the limit instead of a ResourceQuota (`is_queued` says why).
            limits=None
            if namespace.gpu_quota is None or is_queued(spec, namespace)
            else gpu_limits(namespace.gpu_quota, offered),
            # At least twice the provider's default, because objects of other tools are deleted too.
            delete_timeout=delete_timeout(
                [
                    _LEAST_SECONDS,
                    *(pod.serving.grace_seconds for pod in workloads if pod.spec.namespace == namespace.name),
                ]
            ),
            waits_for_targets=any(by_controller(pod.spec) for pod in workloads if pod.spec.namespace == namespace.name),
        )
        for namespace in spec.namespaces
    )


def gpu_limits(quota: int | Mapping[str, int], offered: Iterable[str]) -> dict[str, int]:
    """The quota of a namespace by resource; what it does not name it does not have."""
    limits = {GPU: quota} if isinstance(quota, int) else {f"{_VENDOR}{name}": most for name, most in quota.items()}
    return {**dict.fromkeys(offered, 0), **limits}
