"""Output of `kubectl describe`, as the objects that it describes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.ages import order
from eks_gpu.doctor.answers.forms.tables import event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.doctor.answers.forms.tables import Plain

DESCRIBED = re.compile(r"^Name: +\S", re.MULTILINE)
# The words in the first column; a message of a container may bring lines of its own, which are none.
_SECTIONS = [
    "Name",
    "Namespace",
    "Priority",
    "Node",
    "Labels",
    "Annotations",
    "Status",
    "Reason",
    "Message",
    "IP",
    "IPs",
    "Containers",
    "Conditions",
    "Volumes",
    "Tolerations",
    "Events",
    "Roles",
    "CreationTimestamp",
    "Taints",
    "Unschedulable",
    "Lease",
    "Addresses",
    "Capacity",
    "Allocatable",
    "PodCIDR",
    "PodCIDRs",
    "ProviderID",
    "Selector",
    "Node-Selectors",
    "Replicas",
    "Data",
]
_LONG_SECTIONS = (
    "Controlled By",
    "Init Containers",
    "Service Account",
    "Start Time",
    "QoS Class",
    "System Info",
    "Non-terminated Pods",
    "Allocated resources",
    "Pod Template",
    "Pods Status",
    "Priority Class Name",
    "Topology Spread Constraints",
    "Runtime Class Name",
    "Readiness Gates",
)
_SECTION = re.compile(rf"({'|'.join(map(re.escape, (*_SECTIONS, *_LONG_SECTIONS)))}):(.*)$")
_EVENT = re.compile(r"^ {2,}(Normal|Warning) +(\S+) +(\S+(?: \(x\d+ over \S+?\))?) +(\S+(?:, \S+)?) {2,}(.+)$")
_STATUS = re.compile(r"^status:\n-+\n(.*?)(?=^\w[\w ]*:?\n(?:=+|-+)$|^Events:|\Z)", re.MULTILINE | re.DOTALL)
_TAINT = re.compile(r"([^=:\s]+)(?:=([^:\s]*))?:(\w+)")
_TOLERATION = re.compile(r"([^=:\s]*)(?:=([^:\s]*))?(?::(\w+))?( op=Exists)?")
_INDENT = re.compile(r" *")
_CONTAINER, _FIELD = 2, 4


def objects(text: str) -> Iterator[Plain]:
    """The objects, and their events."""
    starts = [match.start() for match in DESCRIBED.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield from _described(text[start:end])


def _described(block: str) -> Iterator[Plain]:
    fields = _sections(block)
    name, namespace = _first(fields, "Name"), _first(fields, "Namespace")
    if "Allocatable" in fields or "Non-terminated Pods" in fields:
        yield _node(fields)
        yield from _events(fields, "Node", name, "")
    elif "Pod Template" in fields:
        # For a controller, only its events: a table shows its state better.
        kind = "DaemonSet" if "Node-Selector:" in block else "Deployment" if "Replicas" in fields else "ReplicaSet"
        kind = "Job" if "Pods Statuses:" in block else kind
        yield from _events(fields, kind, name, namespace)
    elif "Containers" in fields:
        yield _pod(fields, name, namespace)
        yield from _events(fields, "Pod", name, namespace)
    elif re.search(r"^StorageClass:", block, re.MULTILINE) and "Status" in fields:
        kind = "PersistentVolumeClaim"
        phase = _first(fields, "Status").partition(" ")[0]
        yield {"kind": kind, "metadata": {"name": name, "namespace": namespace}, "status": {"phase": phase}}
        yield from _events(fields, kind, name, namespace)
    elif name == "cluster-autoscaler-status" and (found := _STATUS.search(block)):
        data = {"status": found[1].strip("\n")}
        yield {"kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}, "data": data}
        yield from _events(fields, "ConfigMap", name, namespace)


def _sections(block: str) -> dict[str, list[str]]:
    """Lines by the word in the first column; the rest of that line comes first."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in block.splitlines():
        match = _SECTION.match(line)
        if match:
            key = match[1]
            found[key] = [match[2].strip()]
        elif key and line.strip():
            found[key].append(line.rstrip())
    return found


def _first(fields: Mapping[str, list[str]], key: str) -> str:
    text = fields.get(key, [""])[0]
    return "" if text == "<none>" else text


def _pairs(lines: list[str], separator: str) -> dict[str, str]:
    parts = (line.strip().partition(separator) for line in lines)
    return {key.strip(): value.strip() for key, found, value in parts if found}


def _node(fields: Mapping[str, list[str]]) -> Plain:
    taints = [_TAINT.fullmatch(line.strip()) for line in fields.get("Taints", [])]
    info = _pairs(fields.get("System Info", []), ":")
    return {
        "kind": "Node",
        "metadata": {
            "name": _first(fields, "Name"),
            "labels": _pairs(fields.get("Labels", []), "="),
            "creationTimestamp": _first(fields, "CreationTimestamp"),
        },
        "spec": {
            "taints": [{"key": taint[1], "value": taint[2] or "", "effect": taint[3]} for taint in taints if taint],
            "unschedulable": _first(fields, "Unschedulable") == "true",
            "providerID": _first(fields, "ProviderID"),
        },
        "status": {
            "capacity": _pairs(fields.get("Capacity", []), ":"),
            "allocatable": _pairs(fields.get("Allocatable", []), ":"),
            "conditions": list(_conditions(fields.get("Conditions", []))),
            "nodeInfo": {"kubeletVersion": info.get("Kubelet Version", ""), "osImage": info.get("OS Image", "")},
        },
    }


def _conditions(lines: list[str]) -> Iterator[Plain]:
    """Type, status, heartbeat, transition, reason, message."""
    for line in lines:
        row = re.split(r" {2,}", line.strip())
        if len(row) > 3 and row[1] in {"True", "False", "Unknown"}:  # noqa: PLR2004 - as above; times may be missing
            times = row[2:-2]
            yield {
                "type": row[0],
                "status": row[1],
                "reason": row[-2],
                "message": row[-1],
                "lastHeartbeatTime": times[0] if times else "",
                "lastTransitionTime": times[-1] if times else "",
            }


def _pod(fields: Mapping[str, list[str]], name: str, namespace: str) -> Plain:
    made_by = _first(fields, "Controlled By").partition("/")
    return {
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "creationTimestamp": _first(fields, "Start Time"),
            "labels": _pairs(fields.get("Labels", []), "="),
            "ownerReferences": [{"kind": made_by[0], "name": made_by[2]}] if made_by[2] else [],
        },
        "spec": {
            "nodeName": _first(fields, "Node").partition("/")[0],
            "nodeSelector": _pairs(fields.get("Node-Selectors", []), "="),
            "tolerations": [one for line in fields.get("Tolerations", []) for one in _toleration(line.strip())],
            "containers": _containers(fields.get("Containers", [])),
            "initContainers": _containers(fields.get("Init Containers", [])),
        },
        "status": {
            "phase": _first(fields, "Status").partition(" ")[0],
            "reason": _first(fields, "Reason"),
            "message": _first(fields, "Message"),
            "containerStatuses": _statuses(fields.get("Containers", [])),
            "initContainerStatuses": _statuses(fields.get("Init Containers", [])),
        },
    }


def _toleration(text: str) -> Iterator[Plain]:
    """Such as `nvidia.com/gpu=present:NoSchedule` or `nvidia.com/gpu:NoSchedule op=Exists for 300s`."""
    match = _TOLERATION.match(text)
    if match is not None and (match[1] or match[4]):
        exists = bool(match[4]) or match[2] is None
        operator = "Exists" if exists else "Equal"
        yield {"key": match[1], "operator": operator, "value": match[2] or "", "effect": match[3] or ""}


def _containers(lines: list[str]) -> list[Plain]:
    """Image, limits and requests of each container, by their indentation."""
    found: list[Plain] = []
    amounts: dict[str, str] | None = None
    for depth, key, value in _fields(lines):
        if depth == _CONTAINER and not value:
            found.append({"name": key, "image": "", "resources": {"requests": {}, "limits": {}}})
            amounts = None
        elif found and depth == _FIELD:
            resources = found[-1]["resources"]
            amounts = resources.get(key.lower()) if isinstance(resources, dict) else None
            if key == "Image":
                found[-1]["image"] = value
        elif amounts is not None and value:
            amounts[key] = value
    return found


def _statuses(lines: list[str]) -> list[Plain]:
    """State and last state of each container."""
    found: list[Plain] = []
    state: Plain = {}
    for depth, key, value in _fields(lines):
        if depth == _CONTAINER and not value:
            found.append({"name": key})
            state = {}
        elif found and depth == _FIELD:
            state = {}
            if key in {"State", "Last State"} and value in {"Waiting", "Terminated"}:
                found[-1]["state" if key == "State" else "lastState"] = {value.lower(): state}
            elif key == "Ready":
                found[-1]["ready"] = value == "True"
            elif key == "Restart Count":
                found[-1]["restartCount"] = value
        elif depth > _FIELD and key in {"Reason", "Message", "Exit Code"}:
            state["exitCode" if key == "Exit Code" else key.lower()] = value
        elif "message" in state and depth == 0:
            # A message of several lines begins its second one in the first column.
            state["message"] = f"{state['message']}\n{key}: {value}" if value else f"{state['message']}\n{key}"
    # Kubelet reports nothing about a container that it has not started yet.
    return [condition for condition in found if len(condition) > 1]


def _fields(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """How deep a line is indented, the word before its colon, and what comes after."""
    for line in lines[1:]:
        indent = _INDENT.match(line)
        key, _, value = (part.strip() for part in line.strip().partition(":"))
        yield len(indent[0]) if indent else 0, key, value


def _events(fields: Mapping[str, list[str]], kind: str, name: str, namespace: str) -> Iterator[Plain]:
    rows = filter(None, (_EVENT.match(line) for line in fields.get("Events", [])))
    # A description names the newest last, as events are sorted by time here too.
    for index, row in enumerate(rows):
        yield event(kind, name, namespace, row[2], row[5], order(row[3], index), row[1])
