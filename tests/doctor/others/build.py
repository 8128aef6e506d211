"""Parts of clusters: nodes, DaemonSets with their pods, deployments, jobs."""

from __future__ import annotations

from typing import Any

from tests.doctor.others.world import Container, Controller, End, Event, Job, Node, Pod, World

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
DAY = 1440
GPU_TAINT = "nvidia.com/gpu=present:NoSchedule"


def tail(name: str, number: int, length: int = 5) -> str:
    """The random end of a pod's name, which is always the same here."""
    seed = sum(map(ord, name)) * 31 + number * 7919
    return "".join(_LETTERS[(seed >> (3 * place)) % len(_LETTERS)] for place in range(length))


def cpu(number: int, **more: Any) -> Node:
    """A node without a GPU."""
    return Node(f"ip-10-0-{number}-17.us-east-2.compute.internal", **more)


def gpu(number: int, instance_type: str = "g5.xlarge", gpus: int = 1, **more: Any) -> Node:
    """A node with GPUs."""
    more.setdefault("taints", [GPU_TAINT])
    name = f"ip-10-0-{60 + number}-21.us-east-2.compute.internal"
    return Node(name, instance_type, gpus, **more)


def base(*nodes: Node) -> World:
    """A cluster with what EKS brings."""
    world = World(nodes=list(nodes))
    linux = [one for one in nodes if "Windows" not in one.os]
    ecr = "602401143452.dkr.ecr.us-east-2.amazonaws.com"
    daemon(
        world,
        "kube-system",
        "aws-node",
        f"{ecr}/amazon-k8s-cni:v1.21.1-eksbuild.1",
        linux,
        [""],
        more=["aws-eks-nodeagent"],
    )
    daemon(world, "kube-system", "kube-proxy", f"{ecr}/eks/kube-proxy:v1.34.1-minimal-eksbuild.1", linux, [""])
    deploy(world, "kube-system", "coredns", f"{ecr}/eks/coredns:v1.12.4-eksbuild.1", linux[0], 2)
    return world


def daemon(  # noqa: PLR0917 - a DaemonSet is its parts
    world: World,
    namespace: str,
    name: str,
    image: str,
    nodes: list[Node],
    tolerations: list[str] | None = None,
    *,
    selector: dict[str, str] | None = None,
    inits: tuple[str, ...] = (),
    more: list[str] | None = None,
) -> None:
    """A DaemonSet, with a pod on each of these nodes."""
    tolerates = tolerations if tolerations is not None else ["nvidia.com/gpu"]
    amount = len(nodes)
    chosen = selector or {}
    world.controllers.append(Controller("DaemonSet", name, namespace, amount, amount, image, tolerates, chosen))
    for number, node in enumerate(nodes):
        containers = [Container(one, image) for one in (name, *(more or []))]
        done = [Container(one, image, terminated=End("Completed", 0), is_init=True) for one in inits]
        pod = Pod(
            f"{name}-{tail(name, number)}", namespace, node.name, "DaemonSet", containers, done, tolerations=tolerates
        )
        pod.age = node.age - 1
        world.pods.append(pod)


def deploy(  # noqa: PLR0917 - a Deployment is its parts
    world: World,
    namespace: str,
    name: str,
    image: str,
    node: Node,
    amount: int = 1,
    *,
    gpus: int = 0,
    resource: str = "nvidia.com/gpu",
    sidecars: tuple[str, ...] = (),
    inits: tuple[str, ...] = (),
    kind: str = "Deployment",
    **more: Any,
) -> Pod:
    """A Deployment with pods on a node; the last pod is returned."""
    world.controllers.append(Controller(kind, name, namespace, amount, amount, image))
    for number in range(amount):
        containers = [
            Container(name, image, gpus, resource),
            *(Container(one, f"registry.example/{one}:1") for one in sidecars),
        ]
        done = [Container(one, image, terminated=End("Completed", 0), is_init=True) for one in inits]
        owner = "ReplicaSet" if kind == "Deployment" else kind
        pod_name = f"{name}-{tail(name, 7, 9)}-{tail(name, number)}" if owner == "ReplicaSet" else f"{name}-{number}"
        pod = Pod(pod_name, namespace, node.name, owner, containers, done, **more)
        pod.tolerations = pod.tolerations or (["nvidia.com/gpu"] if gpus else [])
        world.pods.append(pod)
    return world.pods[-1]


def bare(world: World, namespace: str, name: str, node: Node | None, gpus: int = 0, **more: Any) -> Pod:
    """A pod of another controller, or of none."""
    owner = more.pop("owner", "")
    image = more.pop("image", "registry.example/train:7")
    resource = more.pop("resource", "nvidia.com/gpu")
    container = Container(more.pop("container", "main"), image, gpus, resource)
    pod = Pod(name, namespace, node.name if node else "", owner, [container], **more)
    pod.tolerations = pod.tolerations or (["nvidia.com/gpu"] if gpus else [])
    world.pods.append(pod)
    return pod


def done(world: World, namespace: str, name: str, node: Node, *, failed: int = 0, gpus: int = 0) -> None:
    """A job that is complete; with pods that failed before it was."""
    world.jobs.append(
        Job(
            name,
            namespace,
            "Complete",
            "CompletionsReached",
            "Reached expected number of succeeded pods",
            failed=failed,
        )
    )
    for number in range(failed + 1):
        pod = bare(world, namespace, f"{name}-{tail(name, number)}", node, gpus, owner="Job", age=300 - 20 * number)
        is_last = number == failed
        end = End("Completed", 0, minutes=200) if is_last else End("Error", 1, minutes=280)
        pod.containers[0].terminated = end
        pod.phase = "Succeeded" if is_last else "Failed"


def told(world: World, pod: Pod, reason: str, message: str, minutes: float = 3, **more: Any) -> Event:
    """An event about a pod."""
    normal = reason in {
        "Scheduled",
        "Pulled",
        "Pulling",
        "Created",
        "Started",
        "Killing",
        "TriggeredScaleUp",
        "Nominated",
    }
    source = more.pop("source", "kubelet")
    kind = more.pop("type", "Normal" if normal else "Warning")
    event = Event(f"Pod/{pod.name}", reason, message, minutes, kind, pod.namespace, source, more.pop("count", 1))
    world.events.append(event)
    return event


def started(world: World, pod: Pod, minutes: float) -> None:
    """The events of a pod that starts as it should."""
    told(
        world,
        pod,
        "Scheduled",
        f"Successfully assigned {pod.namespace}/{pod.name} to {pod.node}",
        minutes,
        source="default-scheduler",
    )
    told(
        world,
        pod,
        "Pulled",
        f'Successfully pulled image "{pod.containers[0].image}" in 41.2s (41.2s including waiting)',
        minutes - 1,
    )
    told(world, pod, "Created", f"Created container: {pod.containers[0].name}", minutes - 1)
    told(world, pod, "Started", f"Started container {pod.containers[0].name}", minutes - 1)
