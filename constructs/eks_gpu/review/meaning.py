"""The consequences of a change for the users of the cluster, in the words of `eks_gpu.changes`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eks_gpu.problem import listed, plural
from eks_gpu.review.fates import CLUSTER, GOING, REPLACING, Fate, new_evicting_taints
from eks_gpu.review.groups import node_groups, running, total
from eks_gpu.review.holdings import holding_of
from eks_gpu.review.parts import Room
from eks_gpu.review.releases.queues import queue_sentences
from eks_gpu.review.shrinking import NODE_GROUP, SCALING_GROUP
from eks_gpu.review.values import block, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.review.entries import Entry, Section
    from eks_gpu.review.groups import NodeGroup
    from eks_gpu.review.plan import Change

_INTERRUPTED = "pods are evicted, work on GPUs is interrupted, and jobs start again"


def means(section: Section, *, emptied: bool = False) -> tuple[str, ...]:
    """Sentences about a section; none if its fields say everything.

    Args:
        section: The changes to a part.
        emptied: Whether the cluster is destroyed too, so that nothing is left to block the change, or to be harmed.
    """
    others = (
        sentence
        for entry in section.entries
        for sentence in (*_others(entry, section.part.room, emptied=emptied), *queue_sentences(entry))
    )
    return tuple(dict.fromkeys([*_nodes(section), *others]))


def _nodes(section: Section) -> Iterator[str]:
    """Sentences about the node groups of a group, for each fate once."""
    found: dict[Fate, list[NodeGroup]] = defaultdict(list)
    for one in node_groups(section.changes):
        found[one.fate].append(one)
    gpu = section.part.room is Room.GPU_NODES
    for what, groups in found.items():
        yield from _fate(what, groups, gpu=gpu)
    taints = {taint for node_group in node_groups(section.changes) for taint in new_evicting_taints(node_group.change)}
    if taints:
        yield (
            f"The taint {listed(sorted(taints))} is added to running nodes and immediately evicts pods that do not "
            "tolerate it."
        )


def _fate(what: Fate, groups: Sequence[NodeGroup], *, gpu: bool) -> Iterator[str]:
    most = total(group.before.size for group in groups).most
    interrupted = _INTERRUPTED if gpu else "pods are evicted and start on other nodes"
    if what is Fate.ROLLED:
        yield (
            f"EKS replaces its nodes, {_at_a_time(groups)}: it starts new ones, drains the old ones, and ends them; "
            f"{interrupted}."
        )
        yield _ran(groups)
        yield f"Meanwhile up to {plural(_above(groups), 'node')} may run in addition to the maximum."
        if any(group.change.after.get("force_update_version") is True for group in groups):
            yield "`force_update_version` is set: EKS evicts pods even if a disruption budget forbids it."
        else:
            yield (
                "A disruption budget that allows no eviction makes the update fail: EKS gives a node 15 minutes "
                "(PodEvictionFailure)."
            )
    elif what is Fate.REPLACED:
        yield (
            "The new node group is created first and starts at its minimum; then the old one is drained and deleted: "
            f"{interrupted}."
        )
        yield _ran(groups)
        yield "Meanwhile both count against the EC2 quota."
    elif what is Fate.REPLACED_LATE:
        yield (
            f"The old node group is deleted first, with its nodes: {interrupted}. Nothing runs until the new one "
            "exists, and if it cannot be created, nothing will."
        )
        yield _ran(groups)
    elif what is Fate.DESTROYED:
        yield f"Its nodes, up to {most}, are deleted with the pods on them."
        yield _ran(groups)
    if what in {Fate.ROLLED, *REPLACING} and any((group.after or group.before).spot for group in groups):
        yield "They are spot nodes: new ones start only if EC2 has spare capacity."


def _at_a_time(groups: Sequence[NodeGroup]) -> str:
    """The number of nodes that `update_config` replaces at a time."""
    config = [block(group.change.values, "update_config") for group in groups]
    counts = {number(settings.get("max_unavailable")) or 0 for settings in config}
    shares = {number(settings.get("max_unavailable_percentage")) or 0 for settings in config}
    each = f" in each of its {len(groups)} node groups" if len(groups) > 1 else ""
    if len(counts) == 1 and (count := max(counts)):
        return f"{'one' if count == 1 else count} at a time{each}"
    if len(shares) == 1 and (share := max(shares)):
        return f"{share}% of them at a time{each}"
    return f"some at a time{each}"


def _above(groups: Sequence[NodeGroup]) -> int:
    """Twice the zones of a node group, or `max_unavailable` if that is more (EKS user guide, managed node updates)."""
    found = 0
    for group in groups:
        subnets = group.change.values.get("subnet_ids")
        zones = len(subnets) if isinstance(subnets, list) else 1
        found += max(2 * zones, number(block(group.change.values, "update_config").get("max_unavailable")) or 0)
    return found


def _ran(groups: Sequence[NodeGroup]) -> str:
    count = running(groups)
    if count is None:
        return "The plan does not say how many nodes run."
    if count == 0:
        return "No nodes were running when the plan was made; any started since will be interrupted."
    return f"{plural(count, 'node')} {'was' if count == 1 else 'were'} running when the plan was made."


def _others(entry: Entry, room: Room, *, emptied: bool) -> Iterator[str]:
    """Sentences about anything other than a node group."""
    first = entry.changes[0]
    if entry.fate is Fate.FORGOTTEN:
        yield "The object stays in AWS and is still billed, but Terraform no longer manages it."
    elif entry.taken:
        yield from entry.taken
    elif entry.kind == NODE_GROUP and entry.fate is Fate.IN_PLACE:
        yield "No node is replaced."
    elif entry.kind == SCALING_GROUP and entry.fate is Fate.ROLLED:
        yield "EC2 Auto Scaling refreshes its instances: it replaces them a few at a time, with the pods on them."
    elif entry.kind == CLUSTER:
        yield from _cluster(entry, first)
    elif entry.fate in GOING:
        yield from _going(entry, emptied=emptied)
    elif entry.fate is Fate.RESTARTED and room is Room.WORKLOADS:
        yield "Pods are replaced, a few at a time."
    elif entry.fate is Fate.RESTARTED:
        yield "Its pods restart; running workloads keep their GPUs."
    elif entry.kind == "aws_eks_addon" and entry.fate is Fate.IN_PLACE and _has(entry, "addon_version"):
        yield "The pods of the add-on restart, because its version changes."


def _cluster(entry: Entry, change: Change) -> Iterator[str]:
    name = change.values.get("name") or "it"
    if entry.fate in REPLACING:
        yield f"A new, empty cluster replaces {name}: everything in it is lost, except volumes that pods created."
    elif entry.fate is Fate.DESTROYED:
        yield (
            f"The cluster {name} is deleted with everything in it; load balancers and volumes of pods stay and are "
            "billed."
        )
    elif entry.fate is Fate.IN_PLACE and _has(entry, "version"):
        yield "The control plane is upgraded in place, which EKS cannot undo; workloads keep running."
    if entry.fate is Fate.IN_PLACE and (_has(entry, "vpc_config.public") or _has(entry, "vpc_config.endpoint")):
        yield "The addresses that can reach the API change; make sure that Terraform still can."
    if entry.fate is Fate.IN_PLACE and _has(entry, "deletion_protection"):
        yield "After the apply, Terraform can destroy the cluster."


def _going(entry: Entry, *, emptied: bool) -> Iterator[str]:
    """Sentences about objects that are deleted, with or without a replacement."""
    destroyed = entry.fate is Fate.DESTROYED
    if entry.kind == "aws_eks_access_entry":
        who = listed(sorted({str(change.before.get("principal_arn")) for change in entry.changes}))
        lost = "loses access" if destroyed else "briefly loses access"
        yield f"{who} {lost}; this may be the identity that applies the other stacks."
    elif entry.kind != NODE_GROUP and not all(change.deposed for change in entry.changes):
        found = holding_of(entry.type)
        if not (emptied and found.needs_cluster):
            yield from filter(None, (found.gone if destroyed else found.replaced,))


def _has(entry: Entry, start: str) -> bool:
    return any(field.path.startswith(start) for field in entry.fields)
