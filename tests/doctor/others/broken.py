"""One thing broken in a cluster that is well, as a person would see it, and what the doctor has to say first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doctor.others.build import told
from tests.doctor.others.world import End, Event, at

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doctor.others.world import Pod, World

ALL = ("folder", "paste", "tables", "describe")
# Where the state of a container stands, and where answers of AWS do.
OBJECTS, DOCUMENTS = ("folder", "paste", "describe"), ("folder", "paste")
NO_GPU = (
    "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption "
    "victims found for incoming pod."
)


@dataclass(frozen=True)
class Break:
    """A cluster and what is broken in it.

    Attributes:
        cluster: Makes the cluster.
        change: Breaks it.
        first: Ids of which one has to be the first finding.
        step: A part of the first finding's step or message.
        forms: Forms of the answers in which it is visible.
    """

    cluster: Callable[[], World]
    change: Callable[[World], object]
    first: str
    step: str
    forms: tuple[str, ...]


class Breaks(dict[str, Break]):
    """Breaks by their names."""

    def add(
        self,
        name: str,
        cluster: Callable[[], World],
        change: Callable[[World], object],
        first: str,
        step: str = "",
        *,
        forms: tuple[str, ...] = ALL,
    ) -> None:
        """Add a break; `change` may return anything."""
        self[name] = Break(cluster, change, first, step, forms)


def put(one: object, name: str, value: object) -> object:
    """Set an attribute, and return its object."""
    setattr(one, name, value)
    return one


def also(those: list[Any], one: object) -> object:
    """Add an object to a list, and return it."""
    those.append(one)
    return one


def log(world: World, logs: dict[str, str]) -> World:
    """Add logs, and return the cluster."""
    world.logs.update(logs)
    return world


def waits(world: World, part: str, message: str, *more: tuple[str, str]) -> Pod:
    """A pod without a node, and what the scheduler says."""
    pod = world.pod(part)
    pod.node, pod.phase, pod.unscheduled, pod.age = "", "Pending", message, 20
    world.events = [one for one in world.events if pod.name not in one.about]
    told(world, pod, "FailedScheduling", message, 2, source="default-scheduler", count=5)
    for reason, text in more:
        told(world, pod, reason, text, 2, source="cluster-autoscaler", type="Normal")
    return pod


def crashes(world: World, part: str, end: End, output: str = "", container: int = 0) -> Pod:
    """A pod whose container ends again and again."""
    pod = world.pod(part)
    one = pod.containers[container]
    end.minutes = 1
    one.restarts, one.ended = 14, end
    one.waiting = End(
        "CrashLoopBackOff",
        message=f"back-off 5m0s restarting failed container={one.name} pod={pod.name}_{pod.namespace}(0f3a)",
    )
    told(
        world,
        pod,
        "BackOff",
        f"Back-off restarting failed container {one.name} in pod {pod.name}_{pod.namespace}(0f3a)",
        1,
        count=80,
    )
    if output:
        world.logs[f"kubectl -n {pod.namespace} logs {pod.name} -c {one.name} --previous"] = output
    return pod


def pull(world: World, part: str, message: str) -> None:
    """A pod whose image cannot be pulled."""
    pod = world.pod(part)
    one = pod.containers[0]
    pod.phase, one.waiting = "Pending", End("ImagePullBackOff", message=f'Back-off pulling image "{one.image}"')
    told(world, pod, "Failed", f'Failed to pull image "{one.image}": {message}', 4, count=4)
    told(world, pod, "Failed", "Error: ImagePullBackOff", 2)
    told(world, pod, "BackOff", f'Back-off pulling image "{one.image}"', 1, count=20)


def stuck(world: World, part: str, reason: str, message: str, source: str = "kubelet") -> Pod:
    """A pod that has a node and does not start."""
    pod = world.pod(part)
    pod.phase, pod.age = "Pending", 25
    for one in pod.containers:
        one.waiting = End("ContainerCreating")
    world.events = [one for one in world.events if pod.name not in one.about]
    told(
        world,
        pod,
        "Scheduled",
        f"Successfully assigned {pod.namespace}/{pod.name} to {pod.node}",
        25,
        source="default-scheduler",
    )
    told(world, pod, reason, message, 1, count=9, source=source)
    return pod


def killed_by_probe(world: World, part: str, code: int = 137) -> None:
    pod = world.pod(part)
    one = pod.containers[0]
    one.ready, one.restarts, one.ended = False, 9, End("Error", code, minutes=2)
    told(
        world,
        pod,
        "Unhealthy",
        'Liveness probe failed: Get "http://10.0.9.9:8000/health": dial tcp 10.0.9.9:8000: connect: connection refused',
        2,
        count=27,
    )
    told(world, pod, "Killing", f"Container {one.name} failed liveness probe, will be restarted", 2, count=9)


def refuses(world: World, about: str, namespace: str, message: str) -> None:
    """A controller whose pods are refused."""
    kind = about.partition("/")[0]
    source = {"ReplicaSet": "replicaset-controller", "DaemonSet": "daemonset-controller"}.get(kind, "job-controller")
    world.events.append(Event(about, "FailedCreate", message, 1, "Warning", namespace, source, 16))


def group(world: World, code: str, message: str) -> None:
    answer = world.aws["aws eks describe-nodegroup --nodegroup-name gpu-2026"]
    assert isinstance(answer, dict)
    answer["nodegroup"] = {
        **answer["nodegroup"],
        "status": "DEGRADED",
        "health": {"issues": [{"code": code, "message": message, "resourceIds": ["eks-gpu-2026-9ac1"]}]},
    }


def activity(world: World, message: str) -> None:
    answer = world.aws["aws autoscaling describe-scaling-activities"]
    assert isinstance(answer, dict)
    failed = {
        "ActivityId": "a-3",
        "AutoScalingGroupName": "eks-gpu-2026-9ac1",
        "Description": f"Launching a new EC2 instance.  Status Reason: {message}",
        "StartTime": at(3),
        "StatusCode": "Failed",
        "StatusMessage": message,
        "Progress": 100,
    }
    answer["Activities"] = [failed, *answer["Activities"]]


def lost(world: World, part: str, ready: str, why: str) -> None:
    node = world.node(part)
    node.ready, node.why = ready, why
    world.events.append(
        Event(
            f"Node/{node.name}",
            "NodeNotReady",
            f"Node {node.name} status is now: NodeNotReady",
            12,
            "Normal",
            source="node-controller",
        )
    )
