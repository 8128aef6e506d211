"""EKS add-ons: which, in which version, and before or after the nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_gpu import catalog

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class AddonDesign:
    """An EKS add-on.

    Attributes:
        name: EKS's name for it.
        version: None where neither the declaration nor the catalogue has one; EKS then picks its default, once.
        stage: `agent` first of all, `network` before any node, `system` once there are nodes to run on.
        service_account: The account that gets a role by Pod Identity; None where it needs no AWS permission.
        policy: Name of the AWS-managed policy of that role, with its path.
    """

    name: str
    version: str | None
    stage: Literal["agent", "network", "system"]
    service_account: str | None = None
    policy: str | None = None


# The order is a fact of failures: without the Pod Identity agent vpc-cni has no credentials and crashes; without
# vpc-cni and kube-proxy nodes never become ready; the rest needs nodes to run on.
_ADDONS: tuple[tuple[str, Literal["agent", "network", "system"], str | None, str | None], ...] = (
    ("eks-pod-identity-agent", "agent", None, None),
    ("vpc-cni", "network", "aws-node", "AmazonEKS_CNI_Policy"),
    ("kube-proxy", "network", None, None),
    ("coredns", "system", None, None),
    ("aws-ebs-csi-driver", "system", "ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"),
    ("metrics-server", "system", None, None),
    ("eks-node-monitoring-agent", "system", None, None),
)


def design_addons(spec: ClusterSpec) -> tuple[AddonDesign, ...]:
    """The add-ons of a cluster, in the order in which they are made."""
    return tuple(
        AddonDesign(name, _version(spec, name), stage, account, policy) for name, stage, account, policy in _ADDONS
    )


def _version(spec: ClusterSpec, name: str) -> str | None:
    chosen = {str(key): version for key, version in spec.addons.items()}
    return chosen.get(name) or catalog.addon_version(name, spec.kubernetes_version)
