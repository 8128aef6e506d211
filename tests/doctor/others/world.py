"""A cluster in short form: what stands in its answers, whatever form they come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
REGION = "us-east-2"
_DAY = 1440


def at(minutes: float) -> str:
    """A time so many minutes ago, as Kubernetes writes it."""
    return (NOW - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def age(minutes: float) -> str:
    """An age, as kubectl writes it."""
    if minutes < 1:
        return f"{round(minutes * 60)}s"
    if minutes < 120:
        return f"{round(minutes)}m"
    return f"{round(minutes / 60)}h" if minutes < 2 * _DAY else f"{round(minutes / _DAY)}d"


@dataclass
class Node:
    """A node; `ready` is the status of its condition, or another word that kubectl shows."""

    name: str
    type: str = "m7i.large"
    gpus: int = 0
    resource: str = "nvidia.com/gpu"
    labels: dict[str, str] = field(default_factory=dict)
    taints: list[str] = field(default_factory=list)
    ready: str = "True"
    why: str = ""
    cordoned: bool = False
    age: float = 9 * _DAY
    zone: str = "us-east-2a"
    os: str = "Amazon Linux 2023.9.20261020"
    kubelet: str = "v1.34.2-eks-ecaa3a6"
    more: dict[str, str] = field(default_factory=dict)
    conditions: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass
class End:
    """How a container ended, or why it waits."""

    reason: str
    code: int | None = None
    message: str = ""
    minutes: float = 30


@dataclass
class Container:
    """A container and its state: `running`, `waiting` or `terminated`; `ended` is its end before."""

    name: str
    image: str = ""
    gpus: int = 0
    resource: str = "nvidia.com/gpu"
    ready: bool = True
    restarts: int = 0
    waiting: End | None = None
    terminated: End | None = None
    ended: End | None = None
    memory: str = ""
    is_init: bool = False


@dataclass
class Pod:
    """A pod; `node` is empty as long as it has none."""

    name: str
    namespace: str
    node: str = ""
    owner: str = "ReplicaSet"
    containers: list[Container] = field(default_factory=list)
    inits: list[Container] = field(default_factory=list)
    phase: str = "Running"
    reason: str = ""
    message: str = ""
    age: float = 2 * _DAY
    tolerations: list[str] = field(default_factory=list)
    selector: dict[str, str] = field(default_factory=dict)
    gate: str = ""
    unscheduled: str = ""
    deleting: bool = False
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def maker(self) -> str:
        """The name of its owner."""
        return self.name.rpartition("-")[0] or self.name


@dataclass
class Event:
    """An event."""

    about: str
    reason: str
    message: str
    minutes: float = 3
    type: str = "Warning"
    namespace: str = ""
    source: str = "kubelet"
    count: int = 1


@dataclass
class Controller:
    """A DaemonSet, Deployment or StatefulSet."""

    kind: str
    name: str
    namespace: str
    wanted: int = 1
    ready: int = 1
    image: str = ""
    tolerations: list[str] = field(default_factory=list)
    selector: dict[str, str] = field(default_factory=dict)
    age: float = 9 * _DAY


@dataclass
class Claim:
    """A PersistentVolumeClaim."""

    name: str
    namespace: str
    phase: str = "Bound"
    storage_class: str = "gp3"
    minutes: float = 9 * _DAY


@dataclass
class Job:
    """A Job: how many of its pods ended well, and its condition."""

    name: str
    namespace: str
    condition: str = "Complete"
    reason: str = ""
    message: str = ""
    succeeded: int = 1
    completions: int = 1
    failed: int = 0
    minutes: float = 300


@dataclass
class World:
    """A cluster: Kubernetes objects, answers of AWS by their file, and logs by the command that prints them."""

    nodes: list[Node] = field(default_factory=list)
    pods: list[Pod] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    controllers: list[Controller] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    logs: dict[str, str] = field(default_factory=dict)
    aws: dict[str, object] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)

    def pod(self, part: str) -> Pod:
        """The first pod whose name holds these letters."""
        return next(one for one in self.pods if part in one.name)

    def node(self, part: str) -> Node:
        """The first node whose name holds these letters."""
        return next(one for one in self.nodes if part in one.name)

    def controller(self, part: str) -> Controller:
        """The first controller whose name holds these letters."""
        return next(one for one in self.controllers if part in one.name)
