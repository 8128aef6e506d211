"""A cluster as people see it: tables of `kubectl get`, and what `kubectl describe` prints."""

# ruff: noqa: E501 - what tools have said is one line
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.doctor.others.as_json import amounts, conditions, is_ready, labels, resources
from tests.doctor.others.world import NOW, age, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.doctor.others.world import Container, End, Event, Node, Pod, World


def table(rows: Iterable[Sequence[str]]) -> str:
    """Columns with three spaces between them, as kubectl writes them."""
    lines = list(rows)
    if len(lines) < 2:
        return "No resources found\n"
    widths = [max(len(row[column]) for row in lines) for column in range(len(lines[0]))]
    return "".join(
        "   ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in lines
    )


def tables(world: World) -> str:
    """The cluster as tables, with the commands."""
    texts = {
        "kubectl get nodes -o wide": table(_nodes(world)),
        "kubectl get pods -A -o wide": table(_pods(world)),
        "kubectl get events -A --sort-by=.lastTimestamp": table(_events(world)),
        "kubectl get daemonsets -A": table(_daemon_sets(world)),
        "kubectl get deployments -A": table(_deployments(world, "Deployment")),
        "kubectl get statefulsets -A": table(_deployments(world, "StatefulSet")),
        "kubectl get pvc -A": table(_claims(world)),
        "kubectl get jobs -A": table(_jobs(world)),
        **world.tables,
        **world.logs,
    }
    return "\n".join(f"$ {command}\n{text}" for command, text in texts.items() if "No resources" not in text)


def _nodes(world: World) -> Iterator[list[str]]:
    yield ["NAME", "STATUS", "ROLES", "AGE", "VERSION", "INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION"]
    for node in world.nodes:
        state = "Ready" if node.ready == "True" else "NotReady"
        state += ",SchedulingDisabled" if node.cordoned else ""
        yield [node.name, state, "<none>", age(node.age), node.kubelet, "10.0.9.9", "<none>", node.os, "6.12.46-66.121"]


def _state(pod: Pod) -> str:
    """The word of the column STATUS."""
    if pod.deleting or pod.reason or pod.gate:
        return "Terminating" if pod.deleting else pod.reason or "SchedulingGated"
    for number, one in enumerate(pod.inits):
        if one.waiting and one.waiting.reason != "PodInitializing":
            return f"Init:{one.waiting.reason}"
        if not one.terminated:
            return f"Init:{number}/{len(pod.inits)}"
    paused = next((end for one in pod.containers for end in (one.waiting, one.terminated) if end), None)
    return paused.reason if paused else {"Succeeded": "Completed"}.get(pod.phase, pod.phase)


def _pods(world: World) -> Iterator[list[str]]:
    yield ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"]
    for pod in world.pods:
        ready = sum(is_ready(one) for one in pod.containers) if pod.node else 0
        restarts = sum(one.restarts for one in pod.containers)
        ended = min((one.ended.minutes for one in pod.containers if one.ended), default=None)
        again = f"{restarts} ({age(ended)} ago)" if restarts and ended is not None else str(restarts)
        place = ["10.0.9.9", pod.node] if pod.node else ["<none>", "<none>"]
        counted = f"{ready}/{len(pod.containers)}"
        yield [pod.namespace, pod.name, counted, _state(pod), again, age(pod.age), *place, "<none>", "<none>"]


def _events(world: World) -> Iterator[list[str]]:
    yield ["NAMESPACE", "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
    for event in sorted(world.events, key=lambda one: -one.minutes):
        about = event.about.partition("/")
        place = f"{about[0].lower()}/{about[2]}"
        yield [event.namespace or "default", age(event.minutes), event.type, event.reason, place, event.message]


def _daemon_sets(world: World) -> Iterator[list[str]]:
    yield ["NAMESPACE", "NAME", "DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR", "AGE"]
    for one in world.controllers:
        if one.kind == "DaemonSet":
            selector = ",".join(f"{key}={value}" for key, value in one.selector.items()) or "<none>"
            numbers = [str(one.wanted), str(one.wanted), str(one.ready), str(one.wanted), str(one.ready)]
            yield [one.namespace, one.name, *numbers, selector, age(one.age)]


def _deployments(world: World, kind: str) -> Iterator[list[str]]:
    numbered = kind == "StatefulSet"
    yield ["NAMESPACE", "NAME", "READY", *([] if numbered else ["UP-TO-DATE", "AVAILABLE"]), "AGE"]
    for one in world.controllers:
        if one.kind == kind:
            more = [] if numbered else [str(one.wanted), str(one.ready)]
            yield [one.namespace, one.name, f"{one.ready}/{one.wanted}", *more, age(one.age)]


def _claims(world: World) -> Iterator[list[str]]:
    yield [
        "NAMESPACE",
        "NAME",
        "STATUS",
        "VOLUME",
        "CAPACITY",
        "ACCESS MODES",
        "STORAGECLASS",
        "VOLUMEATTRIBUTESCLASS",
        "AGE",
    ]
    for one in world.claims:
        bound = [f"pvc-{one.name}", "100Gi", "RWO"] if one.phase == "Bound" else ["", "", ""]
        yield [one.namespace, one.name, one.phase, *bound, one.storage_class, "<unset>", age(one.minutes)]


def _jobs(world: World) -> Iterator[list[str]]:
    yield ["NAMESPACE", "NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"]
    for one in world.jobs:
        counted = f"{one.succeeded}/{one.completions}"
        yield [one.namespace, one.name, one.condition, counted, "12m", age(one.minutes)]


def descriptions(world: World) -> str:
    """The cluster as `kubectl describe` prints it; what else happened stands in a table of events."""
    described = {node.name for node in world.nodes} | {pod.name for pod in world.pods}
    others = [one for one in world.events if one.about.partition("/")[2] not in described]
    texts = {
        "kubectl describe nodes": "\n\n".join(_described_node(world, one) for one in world.nodes),
        "kubectl describe pods -A": "\n\n".join(_described_pod(world, one) for one in world.pods),
        "kubectl describe pvc -A": "\n\n".join(_described_claims(world)),
        "kubectl describe jobs -A": "\n\n".join(_described_jobs(world)),
        "kubectl get events -A": table(_events(type(world)(events=others))),
        **world.logs,
    }
    return "\n".join(f"$ {command}\n{text}" for command, text in texts.items() if text and "No resources" not in text)


def _pairs(name: str, values: dict[str, str]) -> list[str]:
    rows = [f"{key}={value}" for key, value in values.items()] or ["<none>"]
    return [f"{name + ':':19}{rows[0]}", *(f"{'':19}{row}" for row in rows[1:])]


def _described_node(world: World, node: Node) -> str:
    lines = [f"{'Name:':19}{node.name}", f"{'Roles:':19}<none>", *_pairs("Labels", labels(node))]
    lines += [f"{'CreationTimestamp:':19}{at(node.age)}"]
    taints = [*node.taints, *(["node.kubernetes.io/unschedulable:NoSchedule"] if node.cordoned else [])] or ["<none>"]
    lines += [f"{'Taints:':19}{taints[0]}", *(f"{'':19}{taint}" for taint in taints[1:])]
    lines += [f"{'Unschedulable:':19}{str(node.cordoned).lower()}", "Conditions:"]
    lines += [
        "  Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason   Message"
    ]
    lines += [
        "  ----             ------  -----------------                 ------------------                ------   -------"
    ]
    lines += [
        f"  {one['type']:16} {one['status']:7}  {one['lastHeartbeatTime']:33} {one['lastTransitionTime']:33} "
        f"{one['reason']:28}   {one['message']}"
        for one in conditions(node)
    ]
    for name in ("Capacity", "Allocatable"):
        lines += [f"{name}:", *(f"  {key + ':':20} {value}" for key, value in amounts(node).items())]
    lines += [
        "System Info:",
        f"  OS Image:                   {node.os}",
        f"  Kubelet Version:            {node.kubelet}",
    ]
    mine = [pod for pod in world.pods if pod.node == node.name]
    lines += [f"Non-terminated Pods:          ({len(mine)} in total)"]
    lines += [
        "  Namespace                   Name                 CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age"
    ]
    lines += [
        f"  {pod.namespace:27} {pod.name}   100m (1%)   0 (0%)   0 (0%)   0 (0%)   {age(pod.age)}" for pod in mine
    ]
    return "\n".join([*lines, *_own_events(world, node.name)])


def _own_events(world: World, name: str) -> list[str]:
    mine = sorted((one for one in world.events if one.about.partition("/")[2] == name), key=lambda one: -one.minutes)
    if not mine:
        return ["Events:                      <none>"]
    return [
        "Events:",
        "  Type     Reason                  Age    From               Message",
        "  ----     ------                  ----   ----               -------",
        *(_event_row(one) for one in mine),
    ]


def _event_row(one: Event) -> str:
    seen = age(one.minutes)
    seen += f" (x{one.count} over {age(one.minutes + one.count)})" if one.count > 1 else ""
    return f"  {one.type:8} {one.reason:23} {seen:6} {one.source:22}  {one.message}"


def _described_pod(world: World, pod: Pod) -> str:
    lines = [f"{'Name:':18}{pod.name}", f"{'Namespace:':18}{pod.namespace}", f"{'Priority:':18}0"]
    lines += [f"{'Node:':18}{f'{pod.node}/10.0.9.9' if pod.node else '<none>'}"]
    if pod.node:
        lines += [f"{'Start Time:':18}{(NOW - timedelta(minutes=pod.age)).strftime('%a, %d %b %Y %H:%M:%S +0000')}"]
    rows = [f"{key}={value}" for key, value in (pod.labels or {"app": pod.maker}).items()]
    lines += [f"{'Labels:':18}{rows[0]}", *(f"{'':18}{row}" for row in rows[1:])]
    lines += [f"{'Status:':18}{'Terminating (lasts 60s)' if pod.deleting else pod.phase}"]
    if pod.reason:
        lines += [f"{'Reason:':18}{pod.reason}", f"{'Message:':18}{pod.message}"]
    if pod.owner:
        lines += [f"{'Controlled By:':18}{pod.owner}/{pod.maker}"]
    for name, containers in (("Init Containers", pod.inits), ("Containers", pod.containers)):
        if containers:
            lines += [f"{name}:", *(row for one in containers for row in _container(one, has_node=bool(pod.node)))]
    lines += ["Conditions:", "  Type              Status", f"  PodScheduled      {pod.node != ''} "]
    selector = ",".join(f"{key}={value}" for key, value in pod.selector.items())
    lines += [f"{'Node-Selectors:':29}{selector or '<none>'}"]
    rows = [f"{key} op=Exists" if key else "op=Exists" for key in pod.tolerations]
    rows += ["node.kubernetes.io/not-ready:NoExecute op=Exists for 300s"]
    lines += [f"{'Tolerations:':29}{rows[0]}", *(f"{'':29}{row}" for row in rows[1:])]
    return "\n".join([*lines, *_own_events(world, pod.name)])


def _ended(label: str, state: str, end: End) -> list[str]:
    lines = [f"    {label + ':':15}{state}", f"      Reason:       {end.reason}"]
    lines += [f"      Message:      {end.message}"] if end.message else []
    return lines + ([f"      Exit Code:    {end.code or 0}"] if state == "Terminated" else [])


def _container(one: Container, *, has_node: bool) -> list[str]:
    lines = [f"  {one.name}:", f"    {'Image:':15}{one.image}"]
    if has_node and one.waiting:
        lines += _ended("State", "Waiting", one.waiting)
    elif has_node and one.terminated:
        lines += _ended("State", "Terminated", one.terminated)
    elif has_node:
        lines += ["    State:          Running", "      Started:      Fri, 20 Nov 2026 09:00:12 +0000"]
    if one.ended:
        lines += _ended("Last State", "Terminated", one.ended)
    if has_node:
        lines += [f"    {'Ready:':16}{is_ready(one)}", f"    Restart Count:  {one.restarts}"]
    for name, values in resources(one).items():
        if values:
            lines += [f"    {name.capitalize()}:", *(f"      {key + ':':16} {value}" for key, value in values.items())]
    return [*lines, "    Environment:    <none>"]


def _described_claims(world: World) -> Iterator[str]:
    for one in world.claims:
        lines = [
            f"{'Name:':15}{one.name}",
            f"{'Namespace:':15}{one.namespace}",
            f"{'StorageClass:':15}{one.storage_class}",
        ]
        lines += [f"{'Status:':15}{one.phase}", f"{'Used By:':15}<none>"]
        yield "\n".join([*lines, *_own_events(world, one.name)])


def _described_jobs(world: World) -> Iterator[str]:
    for one in world.jobs:
        lines = [
            f"{'Name:':18}{one.name}",
            f"{'Namespace:':18}{one.namespace}",
            f"{'Completions:':18}{one.completions}",
        ]
        lines += [f"{'Pods Statuses:':18}0 Active (0 Ready) / {one.succeeded} Succeeded / {one.failed} Failed"]
        yield "\n".join([*lines, *_own_events(world, one.name)])
