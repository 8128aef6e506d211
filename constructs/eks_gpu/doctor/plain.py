"""What kubectl prints for people, as the objects it is about: tables, `describe`, and logs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eks_gpu.doctor.observations import Line

Plain = dict[str, object]
_AUTOSCALER = re.compile(
    r"static_autoscaler\.go|orchestrator\.go|scale_up\.go|aws_manager\.go|auto_scaling_groups\.go|clusterstate\.go"
    r"|managed_nodegroup_cache\.go|aws_cloud_provider\.go|skipped_reasons\.go|cluster-autoscaler"
)
_PLUGIN = re.compile(r"NVML|nvidia\.com/gpu|Retr(ie|ei)ving plugins|device plugin|nvidia-container-cli", re.IGNORECASE)
_LOG_LINE = re.compile(r"^(\[pod/\S+\] )?(\S+Z )?[IWEF]\d{4} \d\d:\d\d:\d\d", re.MULTILINE)
_TABLE = re.compile(r"^(NAMESPACE +)?(NAME|LAST SEEN) +[A-Z]", re.MULTILINE)
_DESCRIBED = re.compile(r"^Name: +\S", re.MULTILINE)
_REFUSED = re.compile(
    r"^(Error from server|error: |Unable to connect|The connection to the server|An error occurred \(|"
    r"Unable to locate credentials|You must be logged in|No resources found|usage: aws|aws: error|.*command not found)",
)
_DESCRIBED_AGE = re.compile(r"^ {2,}(Normal|Warning) +(\S+) +(.+?) {2,}(\S+(?:, \S+)?) {2,}(.+)$")
_INDENT = re.compile(r" *")


def is_refusal(text: str) -> bool:
    """Whether this is what a command says instead of an answer."""
    return bool(_REFUSED.match(text.strip()))


def log_lines(text: str, name: str) -> list[Line]:
    """Lines of a log, where the text or the name of its file shows whose; none where it is no log."""
    said = name.lower()
    autoscaler = "autoscaler" in said or bool(_AUTOSCALER.search(text))
    plugin = "plugin" in said or bool(_PLUGIN.search(text))
    is_log = bool(_LOG_LINE.search(text)) or ("log" in said and (autoscaler or plugin))
    if not is_log or not (autoscaler or plugin):
        return []
    # A plugin's log never speaks of the autoscaler; the autoscaler's does of GPUs.
    whose = "device-plugin" if "plugin" in said or not autoscaler else "autoscaler"
    return [Line(whose, line.strip()) for line in text.splitlines() if line.strip()]


def objects(text: str) -> list[Plain]:
    """Objects in the shape of the API, from tables and descriptions."""
    if _DESCRIBED.search(text):
        return [found for block in _blocks(text) for found in _described(block)]
    if _TABLE.search(text):
        return [found for table in _tables(text) for found in table]
    return []


def _tables(text: str) -> Iterator[list[Plain]]:
    """Each table of a text; a line that begins in capitals is the head of the next."""
    head: list[str] = []
    starts: list[int] = []
    rows: list[Plain] = []
    for line in text.splitlines():
        if _TABLE.match(line):
            yield rows
            rows = []
            head = re.split(r" {2,}", line.strip())
            starts = [line.index(word) for word in head]
        elif line.strip() and head:
            ends = [*starts[1:], len(line) + 1]
            cells = {word: line[start:end].strip() for word, start, end in zip(head, starts, ends, strict=True)}
            rows += filter(None, [_row(cells)])
    yield rows


def _row(cells: Mapping[str, str]) -> Plain | None:
    namespace = cells.get("NAMESPACE", "default")
    if "REASON" in cells and "OBJECT" in cells:
        kind, _, name = cells["OBJECT"].partition("/")
        return _event(kind, name, namespace, cells["REASON"], cells.get("MESSAGE", ""))
    if "READY" in cells and "STATUS" in cells and "RESTARTS" in cells:
        return _pod_of(cells, namespace)
    if "ROLES" in cells and "VERSION" in cells:
        ready = "True" if cells["STATUS"].split(",")[0] == "Ready" else "False"
        return {
            "kind": "Node",
            "metadata": {"name": cells["NAME"]},
            "spec": {"unschedulable": "SchedulingDisabled" in cells["STATUS"]},
            "status": {
                "conditions": [{"type": "Ready", "status": ready}],
                "nodeInfo": {"kubeletVersion": cells["VERSION"]},
            },
        }
    return None


_PHASES = {"Running", "Pending", "Succeeded", "Failed", "Unknown"}


def _pod_of(cells: Mapping[str, str], namespace: str) -> Plain:
    """A row of `kubectl get pods`, where the status is a phase or the reason of a container that waits."""
    status = cells["STATUS"]
    phase = "Succeeded" if status == "Completed" else status if status in _PHASES else "Pending"
    node = cells.get("NODE", "")
    ready = cells["READY"].partition("/")
    container: Plain = {"ready": ready[0] == ready[2]}
    if status not in _PHASES | {"Completed", "Terminating", "ContainerCreating"}:
        container["state"] = {"waiting": {"reason": status}}
    return {
        "kind": "Pod",
        "metadata": {
            "name": cells["NAME"],
            "namespace": namespace,
            **({"deletionTimestamp": "unknown"} if status == "Terminating" else {}),
        },
        "spec": {"nodeName": node} if node not in {"", "<none>"} else {},
        "status": {"phase": phase, "containerStatuses": [container]},
    }


def _blocks(text: str) -> list[str]:
    """The objects of a `describe`, each from its name on."""
    starts = [match.start() for match in _DESCRIBED.finditer(text)]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _described(block: str) -> list[Plain]:
    fields = _sections(block)
    if "Allocatable" in fields:
        return [_node_described(fields)]
    if "Containers" not in fields:
        return []
    name, namespace = _first(fields, "Name"), _first(fields, "Namespace") or "default"
    return [_pod_described(fields, name, namespace), *_events_described(fields, name, namespace)]


def _sections(block: str) -> dict[str, list[str]]:
    """Lines by the word in the first column; the rest of that line comes first."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in block.splitlines():
        match = re.match(r"([A-Za-z][A-Za-z -]*):(.*)$", line)
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


def _node_described(fields: Mapping[str, list[str]]) -> Plain:
    taints = [re.fullmatch(r"([^=:\s]+)(?:=([^:\s]*))?:(\w+)", line.strip()) for line in fields.get("Taints", [])]
    rows = [re.split(r" {2,}", line.strip()) for line in fields.get("Conditions", [])]
    return {
        "kind": "Node",
        "metadata": {
            "name": _first(fields, "Name"),
            "labels": _pairs(fields.get("Labels", []), "="),
            "creationTimestamp": "",
        },
        "spec": {
            "taints": [{"key": one[1], "value": one[2] or "", "effect": one[3]} for one in taints if one],
            "unschedulable": _first(fields, "Unschedulable") == "true",
            "providerID": _first(fields, "ProviderID"),
        },
        "status": {
            "capacity": _pairs(fields.get("Capacity", []), ":"),
            "allocatable": _pairs(fields.get("Allocatable", []), ":"),
            "conditions": [
                {"type": row[0], "status": row[1], "reason": row[-2], "message": row[-1]}
                for row in rows
                if len(row) > 3 and row[1] in {"True", "False", "Unknown"}  # noqa: PLR2004 - type, status, why, what
            ],
            "nodeInfo": {"kubeletVersion": _pairs(fields.get("System Info", []), ":").get("Kubelet Version", "")},
        },
    }


def _pod_described(fields: Mapping[str, list[str]], name: str, namespace: str) -> Plain:
    node = _first(fields, "Node").partition("/")[0]
    made_by = _first(fields, "Controlled By").partition("/")
    return {
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": _pairs(fields.get("Labels", []), "="),
            "ownerReferences": [{"kind": made_by[0], "name": made_by[2]}] if made_by[2] else [],
        },
        "spec": {
            "nodeName": node,
            "nodeSelector": _pairs(fields.get("Node-Selectors", []), "="),
            "tolerations": [one for line in fields.get("Tolerations", []) for one in _toleration(line.strip())],
            "containers": _containers(fields.get("Containers", [])),
        },
        "status": {
            "phase": _first(fields, "Status").partition(" ")[0],
            "containerStatuses": _statuses(fields.get("Containers", [])),
        },
    }


def _toleration(text: str) -> list[Plain]:
    """Such as `nvidia.com/gpu=present:NoSchedule` or `nvidia.com/gpu:NoSchedule op=Exists for 300s`."""
    match = re.match(r"([^=:\s]*)(?:=([^:\s]*))?(?::(\w+))?( op=Exists)?", text)
    if match is None or not (match[1] or match[4]):
        return []
    exists = bool(match[4]) or match[2] is None
    return [
        {
            "key": match[1],
            "operator": "Exists" if exists else "Equal",
            "value": match[2] or "",
            "effect": match[3] or "",
        }
    ]


def _containers(lines: list[str]) -> list[Plain]:
    """Image, limits and requests of each container, by their indentation."""
    found: list[Plain] = []
    amounts: dict[str, str] | None = None
    for line in lines[1:]:
        depth, text = len(_INDENT.match(line)[0]) if _INDENT.match(line) else 0, line.strip()  # type: ignore[index]
        key, _, value = (part.strip() for part in text.partition(":"))
        if depth == 2 and not value:  # noqa: PLR2004 - kubectl's own indentation
            found.append({"name": key, "image": "", "resources": {"requests": {}, "limits": {}}})
            amounts = None
        elif found and depth == 4:  # noqa: PLR2004 - as above
            resources = found[-1]["resources"]
            amounts = resources.get(key.lower()) if isinstance(resources, dict) else None
            if key == "Image":
                found[-1]["image"] = value
        elif amounts is not None and value:
            amounts[key] = value
    return found


def _statuses(lines: list[str]) -> list[Plain]:
    """Of each container, why it waits."""
    waiting = re.findall(r"State: +Waiting\n +Reason: +(\S+)", "\n".join(lines))
    return [{"ready": False, "state": {"waiting": {"reason": reason}}} for reason in waiting]


def _events_described(fields: Mapping[str, list[str]], name: str, namespace: str) -> list[Plain]:
    rows = [_DESCRIBED_AGE.match(line) for line in fields.get("Events", [])]
    # A description names the newest last, as events are sorted by time here too.
    return [
        {**_event("Pod", name, namespace, row[2], row[5]), "eventTime": f"{index:09}"}
        for index, row in enumerate(filter(None, rows))
    ]


def _event(kind: str, name: str, namespace: str, reason: str, message: str) -> Plain:
    about = {"kind": kind.capitalize(), "name": name, "namespace": namespace}
    return {"kind": "Event", "involvedObject": about, "reason": reason, "message": message}
