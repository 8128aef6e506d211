"""Objects that say something about the pods of others: limits, classes, claims, scalers, services."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.parts import at, fields, labels, mappings, number, text, texts, truth
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.demand import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.manifests.objects import Object
    from eks_gpu.manifests.reading.located import Fields

DEFAULT_NAMESPACE = "default"
# kubernetes, pkg/apis/scheduling/types.go.
_SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_ZONES = (ZONE, "topology.ebs.csi.aws.com/zone", "failure-domain.beta.kubernetes.io/zone")
EBS = frozenset({"ebs.csi.aws.com", "kubernetes.io/aws-ebs", "ebs.csi.eks.amazonaws.com"})
# Drivers whose volumes can be mounted in every zone of the network.
SHARED = frozenset({"efs.csi.aws.com", "fsx.csi.aws.com", "s3.csi.aws.com"})


@dataclass(frozen=True)
class Bounds:
    """How many pods an autoscaler gives an object."""

    least: int
    most: int


@dataclass(frozen=True)
class StorageKind:
    """How a storage class makes volumes.

    Attributes:
        provisioner: Its driver.
        zones: Zones that it is confined to; empty for all.
        waits: Whether a volume is made where its first pod starts.
    """

    provisioner: str
    zones: tuple[str, ...] = ()
    waits: bool = True


@dataclass
class Context:
    """Facts about pods from the manifests, and from the cluster that they come to.

    Attributes:
        minor: Kubernetes' minor version.
        priorities: Values of priority classes, by name.
        default_priority: That of a pod without a class.
        classes: Storage classes by name; the default one also under an empty name.
        objects: Objects by kind, namespace and name; of kinds without namespaces, it is empty.
        limits: LimitRanges, by namespace.
        scaled: Bounds of autoscalers, by kind, namespace and name of what they scale.
        services: Selectors of Services, by namespace.
        budgets: Selectors of disruption budgets that let no pod go, by namespace.
        claims: Claims that the cluster file makes, by namespace and name, with whether they are on EBS.
    """

    minor: str
    priorities: dict[str, int] = field(default_factory=lambda: dict(_SYSTEM_PRIORITIES))
    default_priority: int = 0
    classes: dict[str, StorageKind] = field(default_factory=dict)
    objects: dict[tuple[str, str, str], Object] = field(default_factory=dict)
    limits: dict[str, list[Object]] = field(default_factory=dict)
    scaled: dict[tuple[str, str, str], Bounds] = field(default_factory=dict)
    services: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    budgets: dict[str, list[Fields]] = field(default_factory=dict)
    claims: dict[tuple[str, str], bool] = field(default_factory=dict)

    def find(self, kind: str, namespace: str, name: str) -> Object | None:
        """An object among the manifests; None if there is none of that name."""
        return self.objects.get((kind, namespace, name))

    @property
    def minor_number(self) -> tuple[int, ...]:
        """The minor version as numbers."""
        return tuple(int(part) for part in self.minor.split(".") if part.isdecimal())


def space(one: Object) -> str:
    """The namespace of an object's pods."""
    return one.namespace or DEFAULT_NAMESPACE


def add_objects(context: Context, objects: Iterable[Object]) -> None:
    """Take objects into account."""
    for one in objects:
        context.objects.setdefault((one.kind, _scope(one), one.name), one)
        if add := _ADDED.get(one.kind):
            add(context, one)


_CLUSTER_WIDE = frozenset({"PriorityClass", "StorageClass", "RuntimeClass", "PersistentVolume", "Namespace"})


def _scope(one: Object) -> str:
    return "" if one.kind in _CLUSTER_WIDE or one.kind.startswith("Cluster") else space(one)


def _priority(context: Context, one: Object) -> None:
    value = at(one.content, "value")
    if isinstance(value, int) and not isinstance(value, bool):
        context.priorities[one.name] = value
        if truth(one.content, "globalDefault"):
            context.default_priority = value


def _storage(context: Context, one: Object) -> None:
    zones = tuple(
        zone
        for term in mappings(one.content, "allowedTopologies")
        for expression in mappings(term, "matchLabelExpressions")
        if text(expression, "key") in _ZONES
        for zone in texts(expression, "values")
    )
    waits = text(one.content, "volumeBindingMode") == "WaitForFirstConsumer"
    kind = StorageKind(text(one.content, "provisioner"), zones, waits)
    context.classes[one.name] = kind
    if labels(one.content, "metadata.annotations").get(_DEFAULT_CLASS) == "true":
        context.classes[""] = kind


def _limit(context: Context, one: Object) -> None:
    context.limits.setdefault(space(one), []).append(one)


def _service(context: Context, one: Object) -> None:
    if one.group == "" and (selector := labels(one.content, "spec.selector")):
        context.services.setdefault(space(one), []).append(selector)


def _budget(context: Context, one: Object) -> None:
    spec = fields(one.content, "spec")
    if text(spec, "maxUnavailable") in {"0", "0%"} or text(spec, "minAvailable") == "100%":
        context.budgets.setdefault(space(one), []).append(fields(spec, "selector"))


def _scaler(context: Context, one: Object) -> None:
    """Kubernetes' autoscaling/v2 types.go: one pod at the least by default; KEDA's scaledobject_types.go: 0 to 100."""
    keda = one.kind == "ScaledObject"
    least, most = ("minReplicaCount", "maxReplicaCount") if keda else ("minReplicas", "maxReplicas")
    low, high = number(one.content, f"spec.{least}"), number(one.content, f"spec.{most}")
    low = (0 if keda else 1) if low is None else low
    high = (100 if keda else low) if high is None else high
    target = fields(one.content, "spec.scaleTargetRef")
    kind = text(target, "kind") or "Deployment"
    context.scaled[kind, space(one), text(target, "name")] = Bounds(low, max(low, high))


_ADDED = {
    "PriorityClass": _priority,
    "StorageClass": _storage,
    "LimitRange": _limit,
    "Service": _service,
    "PodDisruptionBudget": _budget,
    "HorizontalPodAutoscaler": _scaler,
    "ScaledObject": _scaler,
}


def selects(selector: Mapping[str, str], of_pod: Mapping[str, str]) -> bool:
    """Whether labels of a pod match a Service's selector."""
    return all(of_pod.get(key) == value for key, value in selector.items())
