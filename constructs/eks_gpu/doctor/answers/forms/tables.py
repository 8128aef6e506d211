"""Tables that kubectl prints for people, as the objects they are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.ages import order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Plain = dict[str, object]
HEAD = re.compile(r"^(?:NAMESPACE +)?(?:NAME|LAST SEEN|NODE)(?: +[A-Z]| *$)", re.MULTILINE)
# A row of `kubectl get pods | grep …`, which has lost its head.
_POD_ROW = re.compile(
    r"^(?:(\S+) +)?(\S+) +(\d+/\d+) +([A-Z]\S*) +(\d+)(?: \(\S+ ago\))? +(?:\d+[smhdy])+"
    r"(?: +(?:[\d.]+|<none>) +(\S+))?(?: |$)"
)
# Ready containers of all: `1/2`.
_READY = re.compile(r"\d+/\d+$")
_NODE_STATE = re.compile(r"(?:Not)?Ready|Unknown|SchedulingDisabled")
# The age of an event; kubectl has no age for some.
_AGE = re.compile(r"(?:\d+[smhdy])+(?:\s|$)|<\w+>")
_AGO = re.compile(r" \(\S+ ago\)")
# A command of the reader that says whose objects follow.
_COMMAND = re.compile(r"(?:^|[\s$#>`])(?:kubectl|oc|k) (?:[^\n|]* )?get ")
_READY = re.compile(r"\d+/\d+")
_NAMESPACE = re.compile(r"(?:-n|--namespace)[ =](\S+)")
# Custom columns of a table that show GPUs.
_GPU_COLUMN = re.compile(r"GPUS?|NVIDIA.*|ALLOCATABLE.*")
_KIND_BEFORE = re.compile(r"^(?:pod|node|(?:daemonset|deployment|replicaset)\.apps)/")
_PHASES = {"Running", "Pending", "Succeeded", "Failed", "Unknown"}
_GATED = "SchedulingGated"
_ON_ITS_WAY = {"Terminating", "ContainerCreating", "PodInitializing"}


def rows(name: str, text: str) -> Iterator[Plain]:
    """Objects of all tables of a text; a line that begins in capitals is the head of the next."""
    asked = _NAMESPACE.search(name)
    namespace = asked[1] if asked else ""
    spans: list[tuple[str, int, int]] = []
    for line in text.splitlines():
        if _COMMAND.search(line):
            named = _NAMESPACE.search(line)
            spans, namespace = [], named[1] if named else namespace
        elif HEAD.match(line):
            spans = _spans(line)
        elif line.startswith("Name:"):
            # A description begins.
            spans = []
        elif line.strip() and spans:
            cells = _cells(line, spans)
            if _is_behind_table(cells):
                # The table has ended: what follows is a log, or words of the reader.
                spans = []
                continue
            # `kubectl get all` writes the kind before each name.
            cells["NAME"] = _KIND_BEFORE.sub("", cells.get("NAME", ""))
            found = _row(cells, cells.get("NAMESPACE", namespace))
            if found and _is_misread(cells):
                # A row that somebody moved, or a sentence below the table.
                found = _row_alone(line, namespace)
            if found:
                yield found
        elif row := _row_alone(line, namespace):
            yield row


def _is_behind_table(cells: Mapping[str, str]) -> bool:
    """Whether a line below a table belongs to a log: a row of pods has counts, one of events an age or a type."""
    if "RESTARTS" in cells:
        return not _READY.fullmatch(cells.get("READY", ""))
    if {"LAST SEEN", "TYPE"} <= cells.keys():
        return not (_AGE.match(cells["LAST SEEN"]) or cells["TYPE"] in {"Normal", "Warning"})
    return False


def _is_misread(cells: Mapping[str, str]) -> bool:
    """Whether the cells of a row of pods do not stand below their heads."""
    if not {"READY", "STATUS", "RESTARTS"} <= cells.keys():
        return False
    return not re.fullmatch(r"\d+/\d+", cells["READY"]) or " " in cells["STATUS"]


def _row_alone(line: str, namespace: str) -> Plain | None:
    """A pod, by the form of its row."""
    match = _POD_ROW.match(_KIND_BEFORE.sub("", line))
    if match is None:
        return None
    return _pod(_KIND_BEFORE.sub("", match[2]), match[1] or namespace, match[3], match[4], match[5], match[6] or "")


def _spans(head: str) -> list[tuple[str, int, int]]:
    """Columns: their words, where they begin, and where the next one does."""
    if not re.search(r"\S  +\S", head):
        # A page has folded the spaces between the columns: cells count by their order.
        return [(word, -1, -1) for word in head.replace("LAST SEEN", "LAST\0SEEN").split()]
    words = list(re.finditer(r"\S+(?: \S+)*", head))
    ends = [*(word.start() for word in words[1:]), 1 << 20]
    return [(word[0], word.start(), end) for word, end in zip(words, ends, strict=True)]


def _cells(line: str, spans: list[tuple[str, int, int]]) -> dict[str, str]:
    """Cells by the word above them; by their order where the columns of a pasted table no longer stand below it."""
    if all(start == 0 or (start > 0 and line[start - 1 : start] in {"", " "}) for _, start, _ in spans):
        return {word: line[start:end].strip() for word, start, end in spans}
    words = [word.strip() for word in re.split(r"\t+| {2,}", line.strip())]
    if len(words) < len(spans):
        words = _AGO.sub("", line).split(maxsplit=len(spans) - 1)
    return {span[0].replace("\0", " "): word for span, word in zip(spans, words, strict=False)}


def _row(cells: Mapping[str, str], namespace: str) -> Plain | None:
    if "REASON" in cells and "OBJECT" in cells:
        kind, _, name = cells["OBJECT"].partition("/")
        seen = order(cells.get("LAST SEEN", "")) or order("0s")
        return event(kind, name, namespace, cells["REASON"], cells.get("MESSAGE", ""), seen, cells.get("TYPE", ""))
    if "READY" in cells and "STATUS" in cells and "RESTARTS" in cells:
        # Text that follows the table without an empty line, such as a stack, has no such column.
        if not _READY.match(cells["READY"]):
            return None
        restarts = cells["RESTARTS"].partition(" ")[0]
        age = order(cells.get("AGE", ""))
        return _pod(cells["NAME"], namespace, cells["READY"], cells["STATUS"], restarts, cells.get("NODE", ""), age)
    if "ROLES" in cells and "VERSION" in cells:
        return _node(cells) if _NODE_STATE.match(cells.get("STATUS", "")) else None
    return _controller_row(cells, namespace) if "NAME" in cells and "ROLES" not in cells else _chosen(cells)


def _controller_row(cells: Mapping[str, str], namespace: str) -> Plain | None:
    if "UP-TO-DATE" in cells and "CURRENT" in cells:
        return _controller("DaemonSet", cells, namespace, cells.get("DESIRED", ""))
    if "UP-TO-DATE" in cells and "AVAILABLE" in cells:
        return _controller("Deployment", cells, namespace, cells.get("READY", "/").partition("/")[2])
    if "ALLOWED DISRUPTIONS" in cells:
        return {
            "kind": "PodDisruptionBudget",
            "metadata": {"name": cells["NAME"], "namespace": namespace},
            "status": {"disruptionsAllowed": cells["ALLOWED DISRUPTIONS"]},
        }
    return _claim_or_job(cells, namespace) or _chosen(cells)


def _claim_or_job(cells: Mapping[str, str], namespace: str) -> Plain | None:
    if "STORAGECLASS" in cells and "ACCESS MODES" in cells:
        return _with_age("PersistentVolumeClaim", cells, namespace, {"phase": cells.get("STATUS", "")})
    if "COMPLETIONS" in cells and "DURATION" in cells:
        state = {"type": cells.get("STATUS", ""), "status": "True"}
        return _with_age("Job", cells, namespace, {"conditions": [state] if state["type"] else []})
    if set(cells) <= {"NAMESPACE", "NAME", "READY", "AGE"} and _READY.fullmatch(cells.get("READY", "")):
        return _controller("StatefulSet", cells, namespace, cells["READY"].partition("/")[2])
    return None


def _node(cells: Mapping[str, str]) -> Plain:
    ready = "True" if cells["STATUS"].split(",")[0] == "Ready" else "False"
    labels = dict(part.split("=", 1) for part in cells.get("LABELS", "").split(",") if "=" in part)
    return {
        "kind": "Node",
        "metadata": {"name": cells["NAME"], "labels": labels, "creationTimestamp": order(cells.get("AGE", ""))},
        "spec": {"unschedulable": "SchedulingDisabled" in cells["STATUS"]},
        "status": {
            "conditions": [{"type": "Ready", "status": ready}],
            "nodeInfo": {"kubeletVersion": cells["VERSION"], "osImage": cells.get("OS-IMAGE", "")},
        },
    }


def _chosen(cells: Mapping[str, str]) -> Plain | None:
    """Nodes and their GPUs, from `-o custom-columns`."""
    name = cells.get("NAME") or cells.get("NODE") or ""
    gpus = next((value for word, value in cells.items() if _GPU_COLUMN.fullmatch(word)), "")
    if not re.match(r"ip-|i-", name) or not re.fullmatch(r"\d+|<none>", gpus):
        return None
    # `<none>` is none offered; what there is it does not say, for nodes without a GPU show it too.
    there = {"nvidia.com/gpu": gpus} if gpus.isdigit() else {}
    status = {"allocatable": there or {"nvidia.com/gpu": "0"}, "capacity": there}
    return {"kind": "Node", "metadata": {"name": name}, "status": status}


def _with_age(kind: str, cells: Mapping[str, str], namespace: str, status: Plain) -> Plain:
    created = {"creationTimestamp": order(cells.get("AGE", ""))}
    return {"kind": kind, "metadata": {"name": cells["NAME"], "namespace": namespace, **created}, "status": status}


def _controller(kind: str, cells: Mapping[str, str], namespace: str, wanted: str) -> Plain:
    ready = cells.get("READY", "").partition("/")[0]
    return {
        "kind": kind,
        "metadata": {"name": cells["NAME"], "namespace": namespace},
        "spec": {"replicas": int(wanted) if wanted.isdigit() else None},
        "status": {"desiredNumberScheduled": wanted, "numberReady": ready},
    }


def _pod(  # noqa: PLR0917
    name: str, namespace: str, ready: str, status: str, restarts: str, node: str, age: str = ""
) -> Plain:
    """A row of `kubectl get pods`, where the status is a phase or the reason of a container that waits."""
    has, _, wanted = ready.partition("/")
    phase = "Succeeded" if status == "Completed" else status if status in _PHASES else "Pending"
    container: Plain = {"ready": has == wanted, "restartCount": restarts}
    first = status.startswith("Init:")
    is_gated = status == _GATED
    containers = [] if (status == "Pending" and node in {"", "<none>"}) or is_gated else [container]
    reason = status.removeprefix("Init:")
    if status in {"Evicted", "UnexpectedAdmissionError"} or status.startswith("OutOf"):
        phase = "Failed"
    elif status in {"Error", "OOMKilled"}:
        container["state"] = {"terminated": {"reason": status}}
        phase = "Running"
    elif first and not reason[:1].isdigit():
        container["state"] = {"waiting": {"reason": reason}}
    elif status not in _PHASES | _ON_ITS_WAY | {"Completed", _GATED} and not first:
        container["state"] = {"waiting": {"reason": status}}
    return {
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "creationTimestamp": age,
            **({"deletionTimestamp": "unknown"} if status == "Terminating" else {}),
        },
        "spec": {"nodeName": node} if node not in {"", "<none>"} else {},
        "status": {
            "phase": phase,
            "reason": status if phase == "Failed" else "",
            "conditions": [{"type": "PodScheduled", "status": "False", "reason": _GATED}] if is_gated else [],
            "initContainerStatuses" if first else "containerStatuses": containers,
        },
    }


def event(  # noqa: PLR0917
    kind: str, name: str, namespace: str, reason: str, message: str, order: str, type_: str = ""
) -> Plain:
    """An event; one without a time has a text that sorts as a time would."""
    about = {"kind": _KINDS.get(kind.lower(), kind.capitalize()), "name": name, "namespace": namespace}
    return {
        "kind": "Event",
        "involvedObject": about,
        "type": type_,
        "reason": reason,
        "message": message,
        "eventTime": order,
    }


_KINDS = {
    "configmap": "ConfigMap",
    "replicaset": "ReplicaSet",
    "statefulset": "StatefulSet",
    "daemonset": "DaemonSet",
    "persistentvolumeclaim": "PersistentVolumeClaim",
}
