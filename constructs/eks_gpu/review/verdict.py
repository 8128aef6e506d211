"""The blast radius in one sentence, the worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from eks_gpu.problem import listed, plural
from eks_gpu.review.fates import CLUSTER, DETAILS, GOING, NODE_GROUP, REPLACING, Fate, Level
from eks_gpu.review.groups import node_groups, running, total, types_of
from eks_gpu.review.parts import Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.review.entries import Entry, Section
    from eks_gpu.review.groups import NodeGroup

_VERBS = {
    Fate.DESTROYED: "destroys",
    Fate.REPLACED: "replaces",
    Fate.REPLACED_LATE: "replaces",
    Fate.ROLLED: "replaces the nodes of",
}
_RANK = tuple(_VERBS)
_RERUN = ("kubernetes_job", "kubernetes_pod", "kubernetes_deployment", "kubernetes_stateful_set", "kubernetes_daemon")


def verdict(sections: Sequence[Section]) -> str:
    """One sentence, without its full stop."""
    entries = [entry for section in sections for entry in section.entries]
    if not entries:
        return "nothing to do"
    clauses = [*_clusters(entries), *_groups(sections), *_workloads(sections), *_rest(entries), *_harmless(entries)]
    return "; ".join([*clauses, *_tail(entries)])


def _clusters(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        if entry.kind == CLUSTER and entry.fate in GOING:
            names = listed(str(change.values.get("name") or change.address) for change in entry.changes)
            yield f"{_VERBS[entry.fate]} the cluster {names} and loses everything in it"


def _groups(sections: Sequence[Section]) -> Iterator[str]:
    """Groups of one fate together; of a group the worst that happens to any of its node groups."""
    found: dict[Fate, list[tuple[Section, list[NodeGroup]]]] = defaultdict(list)
    evicted = []
    for section in sections:
        groups = node_groups(section.changes)
        fates = [what for what in _RANK if any(one.fate is what for one in groups)]
        if fates:
            found[fates[0]].append((section, [one for one in groups if one.fate is fates[0]]))
        elif any(entry.level is Level.INTERRUPT for entry in section.entries if entry.kind == NODE_GROUP):
            evicted.append(section.part.name or "the system nodes")
    for what in _RANK:
        if of_fate := found[what]:
            yield _clause(what, of_fate)
    if evicted:
        yield f"evicts pods from the nodes of {listed(evicted)}"


def _clause(what: Fate, found: Sequence[tuple[Section, list[NodeGroup]]]) -> str:
    count, total_groups = len(found), [one for _, groups in found for one in groups]
    gpu = [one for section, groups in found if section.part.room is Room.GPU_NODES for one in groups]
    names = [f"{section.part.cluster}/{_name(section)}".strip("/") for section, _ in found]
    # One sentence: three names fit into it.
    named = f" ({', '.join(names)})" if count <= 3 else ""
    nodes = gpu or total_groups
    most = total(one.before.size for one in nodes).most
    word = "GPU node" if gpu else "node"
    ran = running(nodes)
    now = f", {ran} when planned" if ran is not None else ""
    sized = f"up to {plural(most, word)}, {listed(types_of(nodes), 3)}{now}"
    late = ", the old one first" if what is Fate.REPLACED_LATE else ""
    return f"{_VERBS[what]} {plural(count, 'group')}{named}: {sized}{late}"


def _name(section: Section) -> str:
    return section.part.name or "system"


def _workloads(sections: Sequence[Section]) -> Iterator[str]:
    fates = Counter(
        entry.fate
        for section in sections
        if section.part.room is Room.WORKLOADS
        for entry in section.entries
        if entry.kind.startswith(_RERUN)
        for _ in entry.changes
    )
    if replaced := sum(fates[one] for one in REPLACING):
        yield f"makes {plural(replaced, 'workload')} anew"
    if fates[Fate.RESTARTED]:
        yield f"restarts the pods of {plural(fates[Fate.RESTARTED], 'workload')}"


def _rest(entries: Sequence[Entry]) -> Iterator[str]:
    """What goes besides, by its type."""
    for verb, fates in (("destroys", {Fate.DESTROYED}), ("replaces", REPLACING)):
        kinds: Counter[str] = Counter()
        for entry in entries:
            if entry.fate in fates and entry.level >= Level.REPLACE and not _said(entry):
                kinds[entry.kind] += len(entry.changes)
        if kinds:
            ordered = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
            yield f"{verb} {listed((f'{count} {kind}' for kind, count in ordered), 3)}"
    if unknown := sum(len(entry.changes) for entry in entries if entry.fate is Fate.OTHER):
        yield f"does something unknown to {plural(unknown, 'resource')}"


def _said(entry: Entry) -> bool:
    """Whether a clause of its own has said it."""
    workload = entry.kind.startswith(_RERUN) and entry.fate in REPLACING
    return entry.kind in {CLUSTER, NODE_GROUP} or workload


def _harmless(entries: Sequence[Entry]) -> Iterator[str]:
    counts: Counter[Fate] = Counter()
    for entry in entries:
        if entry.kind not in DETAILS or entry.fate not in GOING:
            counts[entry.fate] += len(entry.changes)
    words = (
        (Fate.CREATED, "creates {}"),
        (Fate.LEFT_BEHIND, "makes {} anew and leaves the old one behind"),
        (Fate.IN_PLACE, "changes {} in place"),
        (Fate.IMPORTED, "takes {} over"),
        (Fate.MOVED, "gives {} another address"),
        (Fate.FORGOTTEN, "leaves {} to itself"),
    )
    for what, word in words:
        if counts[what]:
            yield word.format(plural(counts[what], "resource"))


def _tail(entries: Sequence[Entry]) -> Iterator[str]:
    """What a reviewer looks for first, where it is not there."""
    going = {entry.fate for entry in entries if entry.fate in GOING and entry.level >= Level.REPLACE}
    if any(entry.fate is Fate.OTHER for entry in entries):
        return
    if not going:
        rolled = any(entry.fate is Fate.ROLLED for entry in entries)
        yield "nothing is destroyed" if rolled else "nothing is replaced or destroyed"
    elif Fate.DESTROYED not in going:
        yield "nothing is destroyed for good"
