"""Pods and their containers; the environment of a container is not read."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.kubernetes.metadata import Amounts, Condition, KubernetesObject
from eks_gpu.doctor.answers.kubernetes.rules import Expression, PodTerms, Port, Spread
from eks_gpu.doctor.answers.lenient import Answer


class Resources(Answer):
    """Requests and limits of a container."""

    requests: Amounts = Field(default_factory=dict)
    limits: Amounts = Field(default_factory=dict)


class Container(Answer):
    """A container; its environment is not read."""

    name: str = ""
    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    resources: Resources = Resources()
    restart_policy: str = Field("", alias="restartPolicy")
    ports: tuple[Port, ...] = ()


class Toleration(Answer):
    """A toleration."""

    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""


class Term(Answer):
    """Expressions of an affinity term, all of which must match."""

    expressions: tuple[Expression, ...] = Field((), alias="matchExpressions")


class Terms(Answer):
    """Any one of these."""

    terms: tuple[Term, ...] = Field((), alias="nodeSelectorTerms")


class NodeAffinity(Answer):
    """Required affinity of a pod; preferred affinity is not read."""

    required: Terms = Field(Terms(), alias="requiredDuringSchedulingIgnoredDuringExecution")


class Affinity(Answer):
    """Affinity of a pod."""

    node: NodeAffinity = Field(NodeAffinity(), alias="nodeAffinity")
    near: PodTerms = Field(PodTerms(), alias="podAffinity")
    apart: PodTerms = Field(PodTerms(), alias="podAntiAffinity")


class PodSpec(Answer):
    """The specification of a pod."""

    node: str = Field("", alias="nodeName")
    selector: dict[str, str] = Field(default_factory=dict, alias="nodeSelector")
    tolerations: tuple[Toleration, ...] = ()
    containers: tuple[Container, ...] = ()
    init_containers: tuple[Container, ...] = Field((), alias="initContainers")
    affinity: Affinity = Affinity()
    spread: tuple[Spread, ...] = Field((), alias="topologySpreadConstraints")
    host_network: bool = Field(default=False, alias="hostNetwork")
    scheduler: str = Field("default-scheduler", alias="schedulerName")
    restart_policy: str = Field("", alias="restartPolicy")
    overhead: Amounts = Field(default_factory=dict)


class Pause(Answer):
    """Why a container waits, or how it ended."""

    reason: str = ""
    message: str = ""
    exit_code: int | None = Field(None, alias="exitCode")
    finished: str = Field("", alias="finishedAt")


class State(Answer):
    """The state of a container."""

    waiting: Pause | None = None
    terminated: Pause | None = None


class ContainerStatus(Answer):
    """Readiness, restarts and state of a container."""

    name: str = ""
    ready: bool = True
    restarts: int = Field(0, alias="restartCount")
    state: State = State()
    last: State = Field(State(), alias="lastState")

    @property
    def ended(self) -> Pause | None:
        """State in which the container ended last."""
        return self.state.terminated or self.last.terminated


class PodStatus(Answer):
    """Phase, reason and containers of a pod."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: tuple[Condition, ...] = ()
    containers: tuple[ContainerStatus, ...] = Field((), alias="containerStatuses")
    init_containers: tuple[ContainerStatus, ...] = Field((), alias="initContainerStatuses")


class Pod(KubernetesObject):
    """A pod."""

    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()

    @property
    def owner(self) -> str:
        """Kind of the pod's owner; empty for a bare pod."""
        return self.metadata.owners[0].kind if self.metadata.owners else ""

    @property
    def maker(self) -> str:
        """Namespace and name of the pod's owner; empty for a bare pod."""
        return f"{self.metadata.namespace}/{self.metadata.owners[0].name}" if self.metadata.owners else ""

    @property
    def waits_for_node(self) -> bool:
        """Whether no node was found for it yet."""
        placed = bool(self.spec.node or self.statuses)
        return self.status.phase == "Pending" and not placed and not self.metadata.deletion and not self.gated

    @property
    def waits_on_node(self) -> bool:
        """Whether it has a node, and not all of its containers were started there."""
        waits = self.status.phase == "Pending" or any(status.state.waiting for status in self.statuses)
        return waits and bool(self.spec.node) and not self.over and not self.metadata.deletion

    @property
    def ready(self) -> bool:
        """Whether all of its containers are ready; false for a container without a report."""
        return self.status.phase == "Running" and bool(self.statuses) and all(status.ready for status in self.statuses)

    @property
    def gated(self) -> bool:
        """Whether a scheduling gate keeps the pod from the scheduler."""
        return any(
            condition.type == "PodScheduled" and condition.reason == "SchedulingGated"
            for condition in self.status.conditions
        )

    @property
    def over(self) -> bool:
        """Whether the pod has ended and uses nothing of its node."""
        return self.status.phase in {"Succeeded", "Failed"}

    @property
    def images(self) -> tuple[str, ...]:
        """Image references of its containers."""
        return tuple(container.image for container in self.spec.containers)

    @property
    def statuses(self) -> tuple[ContainerStatus, ...]:
        """States of all its containers, init containers included."""
        return (*self.status.init_containers, *self.status.containers)
