"""Objects of Karpenter and EKS Auto Mode: node pools, their classes, claims and overlays."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.kubernetes.metadata import Condition, KubernetesObject
from eks_gpu.doctor.answers.lenient import Answer

# Karpenter's label of everything that belongs to a pool (kubernetes-sigs/karpenter, `pkg/apis/v1/labels.go`).
_POOL = "karpenter.sh/nodepool"


class ProvisioningStatus(Answer):
    """The state of such an object."""

    conditions: tuple[Condition, ...] = ()
    node: str = Field("", alias="nodeName")


class Provisioning(KubernetesObject):
    """A NodePool, a NodeClaim, an EC2NodeClass or NodeClass, or a NodeOverlay."""

    status: ProvisioningStatus = ProvisioningStatus()

    def condition(self, kind: str) -> Condition | None:
        """The condition of this type."""
        return next((one for one in self.status.conditions if one.type == kind), None)

    @property
    def pool(self) -> str:
        """Name of the pool that a claim belongs to."""
        return self.metadata.labels.get(_POOL, "")

    @property
    def failing(self) -> tuple[Condition, ...]:
        """Conditions that say no, without the summary of the others."""
        return tuple(one for one in self.status.conditions if one.status == "False" and one.type != "Ready")
