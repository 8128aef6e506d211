"""Nodes."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.kubernetes.metadata import Amounts, Condition, KubernetesObject
from eks_gpu.doctor.answers.lenient import Answer


class NodeTaint(Answer):
    """A taint as Kubernetes or EKS write it."""

    key: str = ""
    value: str = ""
    effect: str = ""


class NodeSpec(Answer):
    """The wanted state of a node."""

    taints: tuple[NodeTaint, ...] = ()
    provider_id: str = Field("", alias="providerID")
    unschedulable: bool = False


class NodeInfo(Answer):
    """Versions of a node."""

    kubelet: str = Field("", alias="kubeletVersion")
    os_image: str = Field("", alias="osImage")


class NodeStatus(Answer):
    """The state that kubelet reports."""

    capacity: Amounts = Field(default_factory=dict)
    allocatable: Amounts = Field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    info: NodeInfo = Field(NodeInfo(), alias="nodeInfo")


class Node(KubernetesObject):
    """A node."""

    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the object."""
        return self.metadata.labels

    @property
    def instance_type(self) -> str:
        """Such as `g5.xlarge`; empty if it was not gathered."""
        return self.labels.get("node.kubernetes.io/instance-type", "")

    @property
    def instance_id(self) -> str:
        """EC2's instance id; empty if it was not gathered."""
        tail = self.spec.provider_id.rpartition("/")[2]
        return tail if tail.startswith("i-") else ""

    def condition(self, kind: str) -> Condition | None:
        """The state of one aspect of an object."""
        return next((condition for condition in self.status.conditions if condition.type == kind), None)

    @property
    def ready(self) -> bool:
        """Whether kubelet reports it as ready; a node without a report counts as ready."""
        found = self.condition("Ready")
        return found is None or found.status == "True"
