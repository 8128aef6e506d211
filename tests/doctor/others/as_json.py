"""A cluster as documents: a folder of `-o json`, and one pasted text of the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zlib import crc32

from tests.doctor.others.world import REGION, at

if TYPE_CHECKING:
    from tests.doctor.others.world import Container, Controller, End, Event, Node, Pod, World

Texts = list[tuple[str, str]]


def documents(world: World) -> dict[str, Any]:
    """Documents by the command that prints them."""
    lists: dict[str, list[dict[str, Any]]] = {
        "kubectl get nodes -o json": [_node(one) for one in world.nodes],
        "kubectl get pods -A -o json": [_pod(one) for one in world.pods],
        "kubectl get events -A -o json": [_event(one) for one in world.events],
    }
    for kind in ("DaemonSet", "Deployment", "StatefulSet"):
        lists[f"kubectl get {kind.lower()}s -A -o json"] = [
            _controller(one) for one in world.controllers if one.kind == kind
        ]
    lists["kubectl get pvc -A -o json"] = [_claim(one) for one in world.claims]
    lists["kubectl get jobs -A -o json"] = [_job(one) for one in world.jobs]
    found: dict[str, Any] = {
        command: {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": items}
        for command, items in lists.items()
        if items
    }
    return found | world.aws


def folder(world: World) -> Texts:
    """Files by name, as a script records them."""
    texts = [(f"{_file(command)}.json", json.dumps(value, indent=4)) for command, value in documents(world).items()]
    return [*texts, *((f"logs-{number}.txt", text) for number, text in enumerate(world.logs.values()))]


def _file(command: str) -> str:
    words = [word for word in command.split() if not word.startswith("-") and word not in {"kubectl", "get", "json"}]
    return "-".join(words)


def paste(world: World) -> str:
    """All documents and logs in one text, with the commands."""
    texts = [f"$ {command}\n{json.dumps(value, indent=2)}" for command, value in documents(world).items()]
    return "\n".join([*texts, *(f"$ {command}\n{text}" for command, text in world.logs.items())]) + "\n"


def _taints(node: Node) -> list[dict[str, str]]:
    found = []
    for taint in node.taints:
        key, _, effect = taint.rpartition(":")
        name, _, value = key.partition("=")
        found.append({"key": name, "effect": effect, **({"value": value} if value else {})})
    if node.cordoned:
        found.append({"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"})
    return found


def amounts(node: Node) -> dict[str, str]:
    """The resources that a node offers."""
    gpus = {node.resource: str(node.gpus)} if node.gpus or node.type[:1] in {"g", "p"} else {}
    return {
        "cpu": "7910m",
        "ephemeral-storage": "95551679124",
        "memory": "31482596Ki",
        "pods": "58",
        **gpus,
        **node.more,
    }


def conditions(node: Node) -> list[dict[str, str]]:
    """The conditions of a node, the one of kubelet last."""
    rows = [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        *node.conditions,
    ]
    if node.ready == "True":
        rows.append(("Ready", "True", "KubeletReady", "kubelet is posting ready status"))
    else:
        reason = "NodeStatusUnknown" if node.ready == "Unknown" else "KubeletNotReady"
        rows.append(("Ready", node.ready, reason, node.why))
    times = {"lastHeartbeatTime": at(1), "lastTransitionTime": at(node.age - 1)}
    kept = {row[0]: row for row in rows}.values()
    return [{"type": row[0], "status": row[1], "reason": row[2], "message": row[3], **times} for row in kept]


def labels(node: Node) -> dict[str, str]:
    """The labels of a node, with those that every node has."""
    return {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": node.name,
        "node.kubernetes.io/instance-type": node.type,
        "topology.kubernetes.io/region": REGION,
        "topology.kubernetes.io/zone": node.zone,
        **node.labels,
    }


def instance(node: Node) -> str:
    """The id of its instance."""
    return f"i-0{crc32(node.name.encode()):08x}"


def _node(node: Node) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": node.name, "creationTimestamp": at(node.age), "labels": labels(node)},
        "spec": {
            "providerID": f"aws:///{node.zone}/{instance(node)}",
            **({"taints": _taints(node)} if node.taints or node.cordoned else {}),
            **({"unschedulable": True} if node.cordoned else {}),
        },
        "status": {
            "allocatable": amounts(node),
            "capacity": amounts(node),
            "conditions": conditions(node),
            "nodeInfo": {
                "kubeletVersion": node.kubelet,
                "osImage": node.os,
                "containerRuntimeVersion": "containerd://2.1",
            },
        },
    }


def _end(end: End, *, waiting: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"reason": end.reason, **({"message": end.message} if end.message else {})}
    return found if waiting else {**found, "exitCode": end.code or 0, "finishedAt": at(end.minutes)}


def is_ready(one: Container) -> bool:
    """Whether kubelet calls it ready; it does so of an init container that ended well."""
    is_over = one.terminated is not None and (one.terminated.code != 0 or not one.is_init)
    return one.ready and not one.waiting and not is_over


def _status(one: Container, minutes: float) -> dict[str, Any]:
    state: dict[str, Any] = {"running": {"startedAt": at(minutes)}}
    if one.waiting:
        state = {"waiting": _end(one.waiting, waiting=True)}
    elif one.terminated:
        state = {"terminated": _end(one.terminated, waiting=False)}
    last = {"terminated": _end(one.ended, waiting=False)} if one.ended else {}
    return {
        "name": one.name,
        "image": one.image,
        "ready": is_ready(one),
        "restartCount": one.restarts,
        "state": state,
        "lastState": last,
    }


def resources(one: Container) -> dict[str, dict[str, str]]:
    """Limits and requests of a container."""
    gpus = {one.resource: str(one.gpus)} if one.gpus else {}
    memory = {"memory": one.memory} if one.memory else {}
    return {"limits": {**gpus, **memory}, "requests": {"cpu": "100m", **gpus, **memory}}


def _tolerations(rows: list[str]) -> list[dict[str, str]]:
    return [{"key": row, "operator": "Exists"} if row else {"operator": "Exists"} for row in rows]


def _pod(pod: Pod) -> dict[str, Any]:
    conditions = []
    if pod.gate:
        conditions = [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]
    elif pod.unscheduled:
        row = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": pod.unscheduled}
        conditions = [row]
    spec = {
        "containers": [{"name": one.name, "image": one.image, "resources": resources(one)} for one in pod.containers],
        "tolerations": _tolerations(pod.tolerations),
        **({"initContainers": [{"name": one.name, "image": one.image} for one in pod.inits]} if pod.inits else {}),
        **({"nodeName": pod.node} if pod.node else {}),
        **({"nodeSelector": pod.selector} if pod.selector else {}),
        **({"schedulingGates": [{"name": pod.gate}]} if pod.gate else {}),
    }
    status: dict[str, Any] = {"phase": pod.phase, "conditions": conditions}
    if pod.reason:
        status |= {"reason": pod.reason, "message": pod.message}
    if pod.node:
        status["containerStatuses"] = [_status(one, pod.age) for one in pod.containers]
        if pod.inits:
            status["initContainerStatuses"] = [_status(one, pod.age) for one in pod.inits]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": pod.name,
            "namespace": pod.namespace,
            "creationTimestamp": at(pod.age),
            **({"labels": pod.labels} if pod.labels else {}),
            **({"deletionTimestamp": at(1)} if pod.deleting else {}),
            **({"ownerReferences": [{"kind": pod.owner, "name": pod.maker}]} if pod.owner else {}),
        },
        "spec": spec,
        "status": status,
    }


def _event(event: Event) -> dict[str, Any]:
    kind, _, name = event.about.partition("/")
    namespace = {"namespace": event.namespace} if event.namespace else {}
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": f"{name}.17f{crc32(event.message.encode()):09x}",
            "namespace": event.namespace or "default",
        },
        "involvedObject": {"kind": kind, "name": name, **namespace},
        "reason": event.reason,
        "message": event.message,
        "count": event.count,
        "firstTimestamp": at(event.minutes + event.count),
        "lastTimestamp": at(event.minutes),
        "source": {"component": event.source},
        "type": event.type,
    }


def _controller(one: Controller) -> dict[str, Any]:
    template = {
        "containers": [{"name": one.name, "image": one.image or f"registry.example/{one.name}:1"}],
        "tolerations": _tolerations(one.tolerations),
        **({"nodeSelector": one.selector} if one.selector else {}),
    }
    status = {"replicas": one.wanted, "readyReplicas": one.ready}
    if one.kind == "DaemonSet":
        status = {"desiredNumberScheduled": one.wanted, "currentNumberScheduled": one.wanted, "numberReady": one.ready}
    return {
        "apiVersion": "apps/v1",
        "kind": one.kind,
        "metadata": {"name": one.name, "namespace": one.namespace, "creationTimestamp": at(one.age)},
        "spec": {
            **({} if one.kind == "DaemonSet" else {"replicas": one.wanted}),
            "template": {"spec": template},
        },
        "status": status,
    }


def _claim(one: Any) -> dict[str, Any]:
    bound = {"volumeName": f"pvc-{one.name}"} if one.phase == "Bound" else {}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": one.name, "namespace": one.namespace, "creationTimestamp": at(one.minutes)},
        "spec": {"storageClassName": one.storage_class, "accessModes": ["ReadWriteOnce"], **bound},
        "status": {"phase": one.phase},
    }


def _job(one: Any) -> dict[str, Any]:
    row = {"type": one.condition, "status": "True", "reason": one.reason, "message": one.message}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": one.name, "namespace": one.namespace, "creationTimestamp": at(one.minutes)},
        "spec": {"completions": one.completions, "backoffLimit": 6, "suspend": one.condition == "Suspended"},
        "status": {
            "succeeded": one.succeeded,
            "failed": one.failed,
            **({"conditions": [row]} if one.condition != "Running" else {"active": 1}),
        },
    }
