"""Events, controllers, ConfigMaps, disruption budgets and roles."""

from __future__ import annotations

from pydantic import AliasChoices, Field

from eks_gpu.doctor.answers.kubernetes.metadata import Condition, KubernetesObject
from eks_gpu.doctor.answers.kubernetes.pod import Container, PodSpec
from eks_gpu.doctor.answers.kubernetes.rules import Selector
from eks_gpu.doctor.answers.lenient import Answer


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
    type: str = ""
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


class ControllerSpec(Answer):
    """The wanted state of a controller."""

    replicas: int | None = None
    selector: Selector = Selector()
    template: PodTemplate = PodTemplate()


class ControllerStatus(Answer):
    """Replicas of a controller."""

    desired: int = Field(0, alias="desiredNumberScheduled")
    replicas: int = 0
    ready: int = Field(0, validation_alias=AliasChoices("numberReady", "readyReplicas"))


class Controller(KubernetesObject):
    """A DaemonSet or a Deployment."""

    spec: ControllerSpec = ControllerSpec()
    status: ControllerStatus = ControllerStatus()

    @property
    def containers(self) -> tuple[Container, ...]:
        """Containers of its pods."""
        return self.spec.template.spec.containers


class Phase(Answer):
    """The phase of a claim."""

    phase: str = ""


class Claim(KubernetesObject):
    """A PersistentVolumeClaim."""

    status: Phase = Phase()


class JobStatus(Answer):
    """How a job ended; nothing as long as it runs."""

    conditions: tuple[Condition, ...] = ()


class Job(KubernetesObject):
    """A Job."""

    status: JobStatus = JobStatus()

    def condition(self, *kinds: str) -> Condition | None:
        """Its condition of one of these types, if it is true."""
        return next((one for one in self.status.conditions if one.type in kinds and one.status == "True"), None)


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
