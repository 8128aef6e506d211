"""The one model of what pods ask for: verdicts, placement and simulation read it and know nothing else of a pod.

A workload of the cluster file becomes one (`design/workloads/demands.py`), and so does every pod template of other
manifests. Names follow Kubernetes' API (core/v1 PodSpec); what is left out there is left out here. What nobody can know
beforehand is a sentence in `doubts`, never a guess.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.problem import Position
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.taints import TolerationDesign

ZONE, HOSTNAME = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
DEFAULT_SCHEDULER = "default-scheduler"
Operator = Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]


@dataclass(frozen=True)
class Requirement:
    """An expression about one label: of nodes, or of pods (there without Gt and Lt).

    Attributes:
        key: The label.
        operator: Kubernetes' word.
        values: What it compares with; none for Exists and DoesNotExist, one integer for Gt and Lt.
    """

    key: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeTerm:
    """Requirements that a node must meet together; a term without any admits no node.

    Attributes:
        expressions: About the node's labels (`matchExpressions`).
        fields: About the node's own fields (`matchFields`), of which there is one: `metadata.name`.
    """

    expressions: tuple[Requirement, ...] = ()
    fields: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class LabelSelector:
    """Pods by their labels; an empty selector selects all.

    Attributes:
        labels: `matchLabels`.
        expressions: `matchExpressions`.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    expressions: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class PodTerm:
    """A required term of pod affinity or anti-affinity.

    Attributes:
        topology_key: The node label whose value makes two nodes one place.
        selector: The pods that it is about; None selects no pod.
        namespaces: Where they are.
        namespace_selector: Namespaces by their labels, in addition; empty means all of them. With neither this nor
            `namespaces`, the pod's own.
        match_label_keys: Keys of the pod's own labels whose values those pods must share.
        mismatch_label_keys: Keys of the pod's own labels whose values they must not have.
    """

    topology_key: str
    selector: LabelSelector | None
    namespaces: tuple[str, ...] = ()
    namespace_selector: LabelSelector | None = None
    match_label_keys: tuple[str, ...] = ()
    mismatch_label_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopologySpread:
    """A topology spread constraint.

    Attributes:
        topology_key: The node label whose values are the places to spread over.
        max_skew: How many pods a place may be ahead of the one with the fewest.
        when: Whether pods wait that would break it.
        selector: The pods that count, in the pod's own namespace; None counts none.
        min_domains: With fewer places than these, the fewest pods of any place count as none.
        match_label_keys: Keys of the pod's own labels whose values counted pods must share.
        node_affinity_policy: Whether only nodes count that the pod's selector and affinity admit.
        node_taints_policy: Whether only nodes count whose taints the pod tolerates.
    """

    topology_key: str
    max_skew: int
    when: Literal["DoNotSchedule", "ScheduleAnyway"]
    selector: LabelSelector | None
    min_domains: int | None = None
    match_label_keys: tuple[str, ...] = ()
    node_affinity_policy: Literal["Honor", "Ignore"] = "Honor"
    node_taints_policy: Literal["Honor", "Ignore"] = "Ignore"


@dataclass(frozen=True)
class HostPort:
    """A port of the node that a pod takes; without an address, of all its addresses."""

    port: int
    protocol: str = "TCP"
    ip: str = ""


@dataclass(frozen=True)
class VolumeDemand:
    """A volume that decides where pods may run.

    Attributes:
        name: Of the claim or the volume, for messages.
        zones: Where it is, if it is in some zones only and that is known.
        per_pod: Whether each pod has its own, as by a stateful set's claim templates; else all pods mount this one.
        zonal: Whether it is in one zone, as EBS volumes are; None where nobody can say, such as for a claim that is
            not among the manifests. A zonal volume without `zones` comes into being where its first pod starts.
        attaches: Whether it takes one of the node's attachments for EBS volumes.
    """

    name: str
    zones: tuple[str, ...] = ()
    per_pod: bool = False
    zonal: bool | None = True
    attaches: bool = False


@dataclass(frozen=True)
class PodCount:
    """How many pods, and when each of them needs its place.

    Attributes:
        most: Pods that may run at once; those that an update adds for a while are not counted.
        turn: ``stays``: all need their places at once, for as long as the object exists (Deployment, bare pod).
            ``gang``: they end by themselves, and are of use only all together (the ranks of a training job).
            ``turns``: they end by themselves, and each is of use alone (a Job's pods).
        least: Of those that stay, pods that keep their places when load is low.
        surge: Pods that an update adds.
        ends: Whether a pod ends by itself, as far as anybody can tell: its restart policy is not `Always`.
    """

    most: int = 1
    turn: Literal["stays", "gang", "turns"] = "stays"
    least: int = 1
    surge: int = 0
    ends: bool = False

    @property
    def stays(self) -> bool:
        """Whether all of them need their places for as long as the object exists."""
        return self.turn == "stays"

    @property
    def together(self) -> int:
        """Pods that are of use all together or not at all; 0 where pods take turns."""
        if self.turn == "turns":
            return 0
        return self.most + (self.surge if self.most else 0)

    @property
    def wanted(self) -> int:
        """Pods that must find room at the same moment: one where pods take turns."""
        return 1 if self.turn == "turns" else self.together


@dataclass(frozen=True)
class Origin:
    """Where a demand stands, for messages.

    Attributes:
        kind: What it is, such as ``deployment`` or ``RayCluster``.
        path: Path into the cluster file, or into the object, such as ``workloads[0]``.
        file: The file, as the user named it; empty where `path` says all.
        position: Line and column in that file.
    """

    kind: str = "pod"
    path: str = ""
    file: str = ""
    position: Position | None = None


@dataclass(frozen=True)
class Confinement:
    """Groups to which eks-gpu keeps pods by an affinity that it derives from the verdict itself.

    The verdict on a group outside is about what would come of the pod there. None of it stands in `node_terms`.

    Attributes:
        named: Groups that the author names; None for all.
        groups: Those that the affinity admits; empty if there is none and the affinity is left out.
        unfit: Groups that the author names and that never hold such a pod; the affinity leaves them out.
        asks_by_itself: Requests in the author's own words, without a share of the nodes of `groups`.
    """

    named: frozenset[str] | None
    groups: tuple[str, ...]
    unfit: tuple[str, ...]
    asks_by_itself: Amounts

    def admits(self, group: str) -> bool:
        """Whether pods may run on a group, as far as groups' names decide it."""
        return (self.named is None or group in self.named) and (not self.groups or group in self.groups)


@dataclass(frozen=True)
class PodDemand:
    """Pods that are alike, and everything that decides where they may run.

    Attributes:
        name: Of the object.
        asks: Effective requests of one pod, with ``pods: 1`` and own EBS volumes (`scheduling/requests.py`).
        selector: `nodeSelector`.
        node_terms: Required node affinity: one of the terms is enough. Empty if there is none.
        tolerations: The pod's own, and those that EKS's admission adds (`taints.automatic`).
        affinity: Required pod affinity; every term must hold.
        anti_affinity: Required pod anti-affinity.
        spread: Topology spread constraints.
        host_ports: Ports of the node.
        volumes: Volumes that decide where it runs.
        count: How many.
        namespace: Of the pods.
        labels: Of the pods.
        priority: Pods of a higher one take the places of those of a lower one.
        selected: Whether a Service, ReplicaSet or StatefulSet selects them: the scheduler spreads such pods if it can.
        movable: Whether the autoscaler may evict one to empty its node.
        gates: Scheduling gates, which somebody must remove first.
        scheduler: Name of the scheduler that places them.
        confinement: For a workload of the cluster file, the groups that eks-gpu keeps it on.
        origin: Where it stands.
        doubts: What could not be known of it, one sentence each, with the pod as subject.
    """

    name: str
    asks: Amounts
    selector: Mapping[str, str] = field(default_factory=dict)
    node_terms: tuple[NodeTerm, ...] = ()
    tolerations: tuple[TolerationDesign, ...] = ()
    affinity: tuple[PodTerm, ...] = ()
    anti_affinity: tuple[PodTerm, ...] = ()
    spread: tuple[TopologySpread, ...] = ()
    host_ports: tuple[HostPort, ...] = ()
    volumes: tuple[VolumeDemand, ...] = ()
    count: PodCount = PodCount()
    namespace: str = "default"
    labels: Mapping[str, str] = field(default_factory=dict)
    priority: int = 0
    selected: bool = False
    movable: bool = True
    gates: tuple[str, ...] = ()
    scheduler: str = DEFAULT_SCHEDULER
    confinement: Confinement | None = None
    origin: Origin = Origin()
    doubts: tuple[str, ...] = ()

    @property
    def hard_spread(self) -> tuple[TopologySpread, ...]:
        """The constraints that keep pods waiting."""
        return tuple(one for one in self.spread if one.when == "DoNotSchedule")

    @property
    def shares_a_zone(self) -> bool:
        """Whether all pods mount one volume that is in some zone, and nothing says in which."""
        return any(one.zonal and not one.per_pod and not one.zones for one in self.volumes)
