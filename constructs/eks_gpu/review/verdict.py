"""The blast radius in one sentence, the worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from eks_gpu.problem import listed, plural
from eks_gpu.review.fates import CLUSTER, DETAILS, GOING, REPLACING, Fate, Level
from eks_gpu.review.groups import node_groups, running, total, types_of
from eks_gpu.review.parts import Room
from eks_gpu.review.shrinking import NODE_GROUP, RELEASE, RESERVATION, SCALING_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eks_gpu.review.entries import Entry, Section
    from eks_gpu.review.groups import NodeGroup
    from eks_gpu.review.parts import Part

_VERBS = {
    Fate.DESTROYED: "destroys",
    Fate.REPLACED: "replaces",
    Fate.REPLACED_LATE: "replaces",
    Fate.ROLLED: "replaces the nodes of",
}
# The worst first.
_RANK = tuple(_VERBS)
_RERUN = ("kubernetes_job", "kubernetes_pod", "kubernetes_deployment", "kubernetes_stateful_set", "kubernetes_daemon")
_WITH_THEIR_GROUP = {*DETAILS, "aws_launch_template"}
# Names that fit into a sentence.
_FEW = 3

Hit = tuple["Section", list["NodeGroup"]]


def verdict(sections: Sequence[Section], groups: Mapping[Part, Sequence[NodeGroup]], outputs: int, drift: int) -> str:
    """One sentence, without its full stop.

    Args:
        sections: The changes.
        groups: All node groups, changed or not, by their part.
        outputs: Number of outputs that change.
        drift: Number of resources that were changed outside Terraform.
    """
    entries = [entry for section in sections for entry in section.entries]
    clauses = [
        *_clusters(entries),
        *_groups(sections, groups),
        *_workloads(sections),
        *_rest(sections),
        *_sizes(groups),
        *_harmless(entries),
    ]
    clauses += [f"changes {plural(outputs, 'output')}"] if outputs else []
    clauses = clauses or ["nothing to do"]
    if drift:
        clauses.append(f"{plural(drift, 'resource')} {'was' if drift == 1 else 'were'} changed outside Terraform")
    return "; ".join([*clauses, *(_tail(entries) if entries else ())])


def _clusters(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        if entry.kind == CLUSTER and entry.fate in GOING:
            names = listed(str(change.values.get("name") or change.address) for change in entry.changes)
            yield f"{_VERBS[entry.fate]} the cluster {names}, and everything in it is lost"


def _groups(sections: Sequence[Section], groups: Mapping[Part, Sequence[NodeGroup]]) -> Iterator[str]:
    """Groups by fate; the fate of a group is the worst of its node groups."""
    found: dict[tuple[Fate, bool], list[Hit]] = defaultdict(list)
    evicted = []
    for section in sections:
        changed = node_groups(section.changes)
        fates = [what for what in _RANK if any(group.fate is what for group in changed)]
        if fates:
            gpu = section.part.room is Room.GPU_NODES
            found[fates[0], gpu].append((section, [group for group in changed if group.fate is fates[0]]))
        elif any(_evicts(entry) for entry in section.entries):
            evicted.append(section.part.name or "system")
    for what in _RANK:
        for gpu in (True, False):
            if of_fate := found[what, gpu]:
                yield _clause(what, of_fate, groups, gpu=gpu)
    if evicted:
        yield f"evicts pods from nodes of {listed(evicted, _FEW)}"
    taken = Counter(_lost(entry, section) for section in sections for entry in section.entries if entry.taken)
    for lost, count in taken.items():
        yield lost if count == 1 else f"{lost} ({count} times)"


def _evicts(entry: Entry) -> bool:
    return entry.kind == NODE_GROUP and entry.level is Level.INTERRUPT and not entry.taken


def _lost(entry: Entry, section: Section) -> str:
    """The loss that a change in place causes, in a clause."""
    if entry.kind in {NODE_GROUP, SCALING_GROUP}:
        return f"removes running nodes of {section.part.name or entry.changes[0].address}"
    if entry.kind == RESERVATION:
        return "releases reserved instances"
    if entry.kind == RELEASE:
        return "ends the nodes of node pools" if entry.fate in GOING else "may replace nodes of node pools"
    return "restarts a machine" if entry.kind == "aws_instance" else "takes access to the cluster away"


def _clause(what: Fate, found: Sequence[Hit], groups: Mapping[Part, Sequence[NodeGroup]], *, gpu: bool) -> str:
    nodes = [group for _, changed in found for group in changed]
    most = total(node.before.size for node in nodes).most
    ran = running(nodes)
    now = f"; {ran} running when planned" if ran is not None else ""
    late = ", the old one first" if what is Fate.REPLACED_LATE else ""
    whom = _whom(found, groups)
    sized = f"up to {plural(most, 'GPU node' if gpu else 'node')}, {listed(types_of(nodes), _FEW)}{now}"
    return f"{_VERBS[what]} {whom}{late} ({sized})"


def _whom(found: Sequence[Hit], groups: Mapping[Part, Sequence[NodeGroup]]) -> str:
    if len(found) > _FEW:
        return f"{len(found)} groups"
    return " and ".join(_part(section, changed, len(groups.get(section.part, ()))) for section, changed in found)


def _part(section: Section, changed: Sequence[NodeGroup], of_all: int) -> str:
    """A group, or some of its node groups if others stay."""
    part = section.part
    group = "the system group" if part.room is Room.SYSTEM_NODES else f"group {part.name}"
    group = f"{group} of {part.cluster}" if part.cluster else group
    return group if len(changed) >= of_all else f"{len(changed)} of {of_all} node groups of {group}"


def _workloads(sections: Sequence[Section]) -> Iterator[str]:
    fates = Counter(
        entry.fate
        for section in sections
        if section.part.room is Room.WORKLOADS
        for entry in section.entries
        if entry.kind.startswith(_RERUN)
        for _ in entry.changes
    )
    if replaced := sum(fates[group_fate] for group_fate in REPLACING):
        yield f"replaces {plural(replaced, 'workload')}"
    if fates[Fate.RESTARTED]:
        yield f"restarts the pods of {plural(fates[Fate.RESTARTED], 'workload')}"


def _rest(sections: Sequence[Section]) -> Iterator[str]:
    """Other objects that are deleted, by type."""
    for verb, fates in (("destroys", {Fate.DESTROYED}), ("replaces", REPLACING)):
        kinds: Counter[str] = Counter()
        for section in sections:
            with_group = any(entry.kind == NODE_GROUP and entry.fate in GOING for entry in section.entries)
            for entry in section.entries:
                if entry.fate in fates and not _is_mentioned(entry, section, with_group=with_group):
                    kinds[entry.kind] += len(entry.changes)
        if kinds:
            ordered = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
            count = sum(kinds.values())
            yield f"{verb} {plural(count, 'other resource')} ({listed((f'{n} {kind}' for kind, n in ordered), _FEW)})"
    unknown = sum(len(entry.changes) for section in sections for entry in section.entries if entry.fate is Fate.OTHER)
    if unknown:
        yield f"takes an unknown action on {plural(unknown, 'resource')}"


def _is_mentioned(entry: Entry, section: Section, *, with_group: bool) -> bool:
    """Whether another clause mentions the entry; `with_group` if the section's node group goes too."""
    if entry.kind in {CLUSTER, NODE_GROUP}:
        return True
    if entry.kind in _WITH_THEIR_GROUP:
        return with_group
    return section.part.room is Room.WORKLOADS and entry.kind.startswith(_RERUN) and entry.fate in REPLACING


def _sizes(groups: Mapping[Part, Sequence[NodeGroup]]) -> Iterator[str]:
    """Numbers of GPU nodes at rest and at most, if they change."""
    gpu = [group for part, found in groups.items() if part.room is Room.GPU_NODES for group in found]
    before, after = total(group.before.size for group in gpu), total(group.after.size for group in gpu)
    if before.most != after.most:
        yield f"GPU nodes at most: {before.most} → {after.most}"
    if before.rest != after.rest:
        yield f"GPU nodes at rest: {before.rest} → {after.rest}"


def _harmless(entries: Sequence[Entry]) -> Iterator[str]:
    counts: Counter[Fate] = Counter()
    for entry in entries:
        counts[entry.fate] += len(entry.changes)
    words = (
        (Fate.CREATED, "creates {}"),
        (Fate.LEFT_BEHIND, "creates {} and only removes the old one from the state"),
        (Fate.IN_PLACE, "changes {} in place"),
        (Fate.IMPORTED, "imports {}"),
        (Fate.MOVED, "moves {} to another address"),
        (Fate.FORGOTTEN, "removes {} from the state"),
    )
    for what, word in words:
        if counts[what]:
            yield word.format(plural(counts[what], "resource"))


def _tail(entries: Sequence[Entry]) -> Iterator[str]:
    """The reassurance that a reviewer looks for first, if it is true."""
    going = {entry.fate for entry in entries if entry.fate in GOING}
    if any(entry.fate is Fate.OTHER or entry.level is Level.LOSE for entry in entries):
        return
    if not going:
        rolled = any(entry.fate is Fate.ROLLED for entry in entries)
        yield "nothing is destroyed" if rolled else "nothing is replaced or destroyed"
    elif Fate.DESTROYED not in going:
        yield "nothing is destroyed without a replacement"
