"""The verdicts on manifests that others wrote, as text and as data."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.manifests.shared.placement import concerned, verdict_of
from eks_gpu.manifests.system import awaited_labels
from eks_gpu.printable import printable
from eks_gpu.problem import listed, plural
from eks_gpu.scheduling.amounts import CPU, MEMORY, shown, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import GroupFit
    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests, PodsFit
    from eks_gpu.scheduling.verdict import Verdict

_WIDTH = 80
_MARKS: dict[Verdict, str] = {"runs": "✓", "capacity": "!", "stays-pending": "✗", "never-scales": "✗", "excluded": "✗"}
# Rows of the table. Findings are printed for all that do not run; the table shows the rest.
_MOST_ROWS, _MOST_DOUBTS = 60, 12


def brought(found: JudgedManifests) -> str:
    """Verdicts on the pods of manifests: a row for each template and group, then everything that nobody can know."""
    rows = [(one, group) for one in found.fits for group in _shown(one)]
    lines = [_row(one, group) for one, group in rows[:_MOST_ROWS]]
    if len(rows) > _MOST_ROWS:
        lines.append(f"  … {plural(len(rows) - _MOST_ROWS, 'row')} more in -o json")
    parts = [
        (
            f"Manifests: {plural(len(found.objects), 'object')}, {plural(len(found.fits), 'pod template')}, "
            f"{plural(len(found.daemons), 'DaemonSet')}"
        ),
        *lines,
        *(_folded(line) for line in (*_quiet(found), *_left_out(found), *_doubts(found))),
    ]
    return "\n".join(parts)


def _shown(one: PodsFit) -> Sequence[GroupFit]:
    """The groups to print: none for pods without GPUs that run on system nodes, which a sentence counts."""
    groups = concerned(one)
    if one.pods.gpus or verdict_of(one) != "runs" or not all(group.group == SYSTEM_GROUP for group in groups):
        return groups
    return ()


def _row(one: PodsFit, group: GroupFit) -> str:
    demand, verdict = one.pods.demand, group.fit.verdict
    pods = plural(demand.count.most, "pod")
    head = (
        f"  {_MARKS[verdict]} {printable(demand.namespace)}/{printable(demand.name)} ({pods})  {group.group}  {verdict}"
    )
    why = "; ".join(group.reasons) or f"{group.fit.per_node} per node, {group.fit.places} at the maximum"
    return f"{head}\n{_folded(printable(why), 6)}"


def _folded(text: str, by: int = 2) -> str:
    blank = " " * by
    return textwrap.fill(
        text, _WIDTH, initial_indent=blank, subsequent_indent=blank, break_long_words=False, break_on_hyphens=False
    )


def _quiet(found: JudgedManifests) -> Iterator[str]:
    small = [one for one in found.fits if not _shown(one)]
    if small:
        asks = total(
            *(
                {name: amount * one.pods.demand.count.most for name, amount in one.pods.demand.asks.items()}
                for one in small
            )
        )
        where = (
            "not judged, because the file does not describe the nodes of others; they request"
            if found.design.spec.existing_cluster
            else "the pods run on the system nodes and request"
        )
        yield (
            f"{plural(len(small), 'template')} without GPUs: {where} "
            f"{shown(CPU, asks.get(CPU, 0))} CPU and {shown(MEMORY, asks.get(MEMORY, 0))} of memory together"
        )
    if found.daemons:
        names = listed(sorted({printable(one.template.owner.name) for one in found.daemons}), 6)
        yield f"DaemonSets that are counted on every node that they tolerate: {names}"


def _left_out(found: JudgedManifests) -> Iterator[str]:
    for kind, reason in found.elsewhere.items():
        count = found.kinds[kind]
        yield f"not judged: {count} {kind}; {reason}, so its pods are not among the manifests"
    if found.unknown:
        yield f"not judged, of kinds that eks-gpu does not know and without a pod template: {listed(_counted(found))}"


def _counted(found: JudgedManifests) -> list[str]:
    return [f"{count} {printable(kind)}" for kind, count in found.unknown.items()]


def _doubts(found: JudgedManifests) -> Iterator[str]:
    """Facts that are not known; the same sentence about several pods is printed once."""
    about: dict[str, list[str]] = {}
    for one in found.fits:
        for doubt in one.fit.doubts:
            about.setdefault(printable(doubt), []).append(printable(one.pods.demand.name))
    for daemon in found.daemons:
        for doubt in _of_daemon(found, daemon):
            about.setdefault(printable(doubt), []).append(printable(daemon.demand.name))
    for number, (doubt, names) in enumerate(about.items()):
        if number == _MOST_DOUBTS:
            yield f"… and {len(about) - _MOST_DOUBTS} more sentences in -o json"
            return
        yield f"not known: {listed(names, 3)} {doubt}"


def _of_daemon(found: JudgedManifests, daemon: Pods) -> list[str]:
    """Facts about a DaemonSet that are not known."""
    labels = awaited_labels(daemon, found.groups)
    waits = f"selects {listed(labels)}, which discovery tools set on nodes that run; it was counted on none"
    return [*daemon.demand.doubts, *([waits] if labels else [])]


def as_data(found: JudgedManifests) -> dict[str, Any]:
    """The same for machines."""
    return {
        "objects": len(found.objects),
        "kinds": found.kinds,
        "pods": [_pods(one) for one in found.fits],
        "daemons": [
            {
                "name": one.template.owner.name,
                "namespace": one.demand.namespace,
                "file": one.demand.origin.file,
                "line": one.demand.origin.position.line if one.demand.origin.position else None,
                "requests": {name: shown(name, amount) for name, amount in one.demand.asks.items()},
                "unknown": _of_daemon(found, one),
            }
            for one in found.daemons
        ],
        "elsewhere": found.elsewhere,
        "unknown_kinds": found.unknown,
    }


def _pods(one: PodsFit) -> dict[str, Any]:
    demand, position = one.pods.demand, one.pods.demand.origin.position
    return {
        "name": demand.name,
        "namespace": demand.namespace,
        "kind": demand.origin.kind,
        "file": demand.origin.file,
        "line": position.line if position else None,
        "verdict": verdict_of(one),
        "node_groups": [
            {"name": group.group, "verdict": group.fit.verdict, "reasons": list(group.reasons)}
            for group in one.fit.groups
        ],
        "requests": {name: shown(name, amount) for name, amount in demand.asks.items()},
        "pods": demand.count.most,
        "placed": one.fit.placed,
        "scheduled": one.fit.scheduled,
        "unknown": list(one.fit.doubts),
    }
