"""Answers of `kubectl get -o json`, with the fields that rules read; the environment of pods is not one of them."""

from __future__ import annotations

from pydantic import AliasChoices, Field

from eks_gpu.doctor.answers.lenient import Answer

Amounts = dict[str, str]
# Annotations of the Cluster Autoscaler (its FAQ): on a node that it never removes, on a pod that it never moves. The
# doctor reads no other annotation, because many hold whole manifests, secrets included.
NEVER_REMOVED = "cluster-autoscaler.kubernetes.io/scale-down-disabled"
SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict"
ANNOTATIONS = (NEVER_REMOVED, SAFE_TO_EVICT)


class Owner(Answer):
    """The owner that created an object."""

    kind: str = ""
    name: str = ""


class Metadata(Answer):
    """Name and age of an object."""

    name: str = ""
    namespace: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    creation: str = Field("", alias="creationTimestamp")
    deletion: str = Field("", alias="deletionTimestamp")
    finalizers: tuple[str, ...] = ()
    owners: tuple[Owner, ...] = Field((), alias="ownerReferences")


class KubernetesObject(Answer):
    """Anything with metadata."""

    metadata: Metadata = Metadata()

    @property
    def name(self) -> str:
        """Its name."""
        return self.metadata.name

    @property
    def full_name(self) -> str:
        """Its name, after its namespace where it has one."""
        return "/".join(filter(None, (self.metadata.namespace, self.metadata.name)))


class Condition(Answer):
    """One aspect of the state of a node or pod."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    since: str = Field("", alias="lastTransitionTime")
    heartbeat: str = Field("", alias="lastHeartbeatTime")


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


class Toleration(Answer):
    """A toleration."""

    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""


class Expression(Answer):
    """One thing that an affinity wants of a node's labels."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


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
    """Node affinity of a pod."""

    node: NodeAffinity = Field(NodeAffinity(), alias="nodeAffinity")


class PodSpec(Answer):
    """The specification of a pod."""

    node: str = Field("", alias="nodeName")
    selector: dict[str, str] = Field(default_factory=dict, alias="nodeSelector")
    tolerations: tuple[Toleration, ...] = ()
    containers: tuple[Container, ...] = ()
    init_containers: tuple[Container, ...] = Field((), alias="initContainers")
    affinity: Affinity = Affinity()
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


class Named(Answer):
    """The object that an event concerns."""

    kind: str = ""
    name: str = ""
    namespace: str = ""


class Series(Answer):
    """An event that happens again and again."""

    last: str = Field("", alias="lastObservedTime")


class Event(KubernetesObject):
    """An event, of either API group."""

    about: Named = Field(Named(), validation_alias=AliasChoices("involvedObject", "regarding"))
    reason: str = ""
    message: str = Field("", validation_alias=AliasChoices("message", "note"))
    first_or_only: str = Field("", validation_alias=AliasChoices("lastTimestamp", "deprecatedLastTimestamp"))
    event_time: str = Field("", alias="eventTime")
    series: Series = Series()

    @property
    def at(self) -> str:
        """When it was seen last."""
        return self.first_or_only or self.series.last or self.event_time or self.metadata.creation


class PodTemplate(Answer):
    """The template of a controller's pods."""

    spec: PodSpec = PodSpec()


class Selector(Answer):
    """Which pods belong to a controller."""

    labels: dict[str, str] = Field(default_factory=dict, alias="matchLabels")


class ControllerSpec(Answer):
    """The wanted state of a controller."""

    replicas: int | None = None
    selector: Selector = Selector()
    template: PodTemplate = PodTemplate()


class ControllerStatus(Answer):
    """Replicas of a controller."""

    desired: int = Field(0, alias="desiredNumberScheduled")
    ready: int = Field(0, validation_alias=AliasChoices("numberReady", "readyReplicas"))


class Controller(KubernetesObject):
    """A DaemonSet or a Deployment."""

    spec: ControllerSpec = ControllerSpec()
    status: ControllerStatus = ControllerStatus()

    @property
    def containers(self) -> tuple[Container, ...]:
        """Containers of its pods."""
        return self.spec.template.spec.containers


class ConfigMap(KubernetesObject):
    """A ConfigMap."""

    data: dict[str, str] = Field(default_factory=dict)


class BudgetStatus(Answer):
    """Number of evictions that a budget allows now."""

    allowed: int | None = Field(None, alias="disruptionsAllowed")


class BudgetSpec(Answer):
    """Which pods a budget is for."""

    selector: Selector = Selector()


class Budget(KubernetesObject):
    """A PodDisruptionBudget."""

    spec: BudgetSpec = BudgetSpec()
    status: BudgetStatus = BudgetStatus()


class Rule(Answer):
    """Permissions that a role grants."""

    groups: tuple[str, ...] = Field((), alias="apiGroups")
    resources: tuple[str, ...] = ()
    names: tuple[str, ...] = Field((), alias="resourceNames")
    verbs: tuple[str, ...] = ()


class Role(KubernetesObject):
    """A Role or a ClusterRole."""

    rules: tuple[Rule, ...] = ()
