"""What a change means for those who use the cluster, in the words of `eks_gpu.changes`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eks_gpu.problem import listed, plural
from eks_gpu.review.fates import CLUSTER, GOING, NODE_GROUP, REPLACING, Fate, new_evicting_taints
from eks_gpu.review.groups import block, node_groups, number, running, total
from eks_gpu.review.parts import Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.review.entries import Entry, Section
    from eks_gpu.review.groups import NodeGroup
    from eks_gpu.review.plan import Change

_INTERRUPTED = "pods are evicted, GPUs interrupted, and jobs begin again"
_SUBNET = "A subnet goes only when nothing is in it: nodes must leave it first, and the control plane never does."
_VPC = "A cluster never leaves its VPC: this fails half-way while one is in it."
_KEY = "What was encrypted with the key can be read until its deletion window ends, and then never again."
_SPACE = "A namespace is deleted with everything in it, also what Terraform never made."
_DATA = "The data go with the volume, unless its reclaim policy keeps them."
_LOST = "The data in it are lost, unless a backup keeps them."
_NO_WAY_OUT = "Nodes lose their way out: no image is pulled, no node joins."
_BRIEFLY_NO_WAY_OUT = "Nodes lose their way out for a while."
_STOP = "The pods stop."
_STOP_AND_START = "Its pods stop, and others start without them."
_AGAIN = "It runs again from the beginning, finished or not."
# What it means that something is destroyed, and that it is replaced, by how its type begins.
_GOING = (
    ("aws_subnet", _SUBNET, _SUBNET),
    ("aws_vpc_", "What used it finds another way, or none.", "What uses it finds another way for a while, or none."),
    ("aws_vpc", _VPC, _VPC),
    ("aws_nat_gateway", _NO_WAY_OUT, _BRIEFLY_NO_WAY_OUT),
    ("aws_route", _NO_WAY_OUT, _BRIEFLY_NO_WAY_OUT),
    ("aws_internet_gateway", _NO_WAY_OUT, _BRIEFLY_NO_WAY_OUT),
    (
        "aws_eip",
        "The address by which others know this network is given up.",
        "The address by which others know this network changes.",
    ),
    ("aws_kms_key", _KEY, _KEY),
    ("aws_cloudwatch_log_group", "The logs in it are lost.", "The logs in it are lost."),
    ("aws_efs_file_system", _LOST, _LOST),
    ("aws_fsx_", _LOST, _LOST),
    ("aws_ebs_volume", _LOST, _LOST),
    ("aws_s3_bucket", _LOST, _LOST),
    ("aws_iam_", "Who uses these permissions loses them.", "Who uses these permissions is without them for a moment."),
    ("kubernetes_namespace", _SPACE, _SPACE),
    ("kubernetes_persistent_volume", _DATA, _DATA),
    ("kubernetes_job", _STOP, _AGAIN),
    ("kubernetes_pod_v1", _STOP, _AGAIN),
    ("kubernetes_deployment", _STOP, _STOP_AND_START),
    ("kubernetes_stateful_set", _STOP, _STOP_AND_START),
    ("kubernetes_daemon", _STOP, _STOP_AND_START),
    ("aws_eks_addon", "What the add-on did is not done any more.", "What the add-on does is not done for a while."),
)


_HARMS_THE_LIVING = {_SUBNET, _VPC, _NO_WAY_OUT, _BRIEFLY_NO_WAY_OUT}


def means(section: Section, *, emptied: bool = False) -> tuple[str, ...]:
    """Sentences about a section; none where its fields say it all.

    Args:
        section: What is done to a part.
        emptied: Whether the cluster goes too, so that nobody is left to stand in the way, or to be harmed.
    """
    others = (sentence for entry in section.entries for sentence in _others(entry, section.part.room))
    said = dict.fromkeys([*_nodes(section), *others])
    return tuple(one for one in said if not (emptied and one in _HARMS_THE_LIVING))


def _nodes(section: Section) -> Iterator[str]:
    """About the node groups of a group, all of one fate together."""
    found: dict[Fate, list[NodeGroup]] = defaultdict(list)
    for one in node_groups(section.changes):
        found[one.fate].append(one)
    gpu = section.part.room is Room.GPU_NODES
    for what, groups in found.items():
        yield from _fate(what, groups, gpu=gpu)
    taints = {taint for one in node_groups(section.changes) for taint in new_evicting_taints(one.change)}
    if taints:
        yield (
            f"The taint {listed(sorted(taints))} comes to nodes that run, and evicts at once what does not tolerate it."
        )


def _fate(what: Fate, groups: Sequence[NodeGroup], *, gpu: bool) -> Iterator[str]:
    most = total(one.before.size for one in groups).most
    interrupted = _INTERRUPTED if gpu else "pods are evicted and start elsewhere"
    if what is Fate.ROLLED:
        yield (
            f"EKS replaces its nodes, {_at_a_time(groups)}: it starts new ones, drains the old ones, and ends them; "
            f"{interrupted}."
        )
        yield _ran(groups)
        yield f"Meanwhile there may be {plural(_above(groups), 'node')} more than the maximum."
        if any(one.change.after.get("force_update_version") is True for one in groups):
            yield "`force_update_version` is set: pods are ended even where a disruption budget forbids it."
        else:
            yield (
                "A disruption budget that allows no eviction makes it fail: EKS gives a node 15 minutes "
                "(PodEvictionFailure)."
            )
    elif what is Fate.REPLACED:
        yield (
            "The new node group is made first and starts at its minimum; then the old one is drained and removed: "
            f"{interrupted}."
        )
        yield _ran(groups)
        yield "Both count against the EC2 quota meanwhile."
    elif what is Fate.REPLACED_LATE:
        yield (
            f"The old node group goes first, with its nodes: {interrupted}. Until the new one stands nothing runs; "
            "if it cannot be made, nothing will."
        )
        yield _ran(groups)
    elif what is Fate.DESTROYED:
        yield f"Its nodes go, up to {most}, with the pods on them."
        yield _ran(groups)
    if what in {Fate.ROLLED, *REPLACING} and any((one.after or one.before).spot for one in groups):
        yield "They are spot nodes: new ones come only where EC2 has some to spare."


def _at_a_time(groups: Sequence[NodeGroup]) -> str:
    """As `update_config` has it."""
    config = [block(one.change.values, "update_config") for one in groups]
    counts = {number(one.get("max_unavailable")) or 0 for one in config}
    shares = {number(one.get("max_unavailable_percentage")) or 0 for one in config}
    each = f" in each of its {len(groups)} node groups" if len(groups) > 1 else ""
    if len(counts) == 1 and (count := max(counts)):
        return f"{'one' if count == 1 else count} at a time{each}"
    if len(shares) == 1 and (share := max(shares)):
        return f"{share}% of them at a time{each}"
    return f"some at a time{each}"


def _above(groups: Sequence[NodeGroup]) -> int:
    """Twice the zones of a node group, or `max_unavailable` if that is more (EKS user guide, managed node updates)."""
    found = 0
    for one in groups:
        subnets = one.change.values.get("subnet_ids")
        zones = len(subnets) if isinstance(subnets, list) else 1
        found += max(2 * zones, number(block(one.change.values, "update_config").get("max_unavailable")) or 0)
    return found


def _ran(groups: Sequence[NodeGroup]) -> str:
    count = running(groups)
    if count is None:
        return "How many nodes run is not in the plan."
    if count == 0:
        return "No node ran when the plan was made; who has come since is interrupted."
    return f"{plural(count, 'node')} ran when the plan was made."


def _others(entry: Entry, room: Room) -> Iterator[str]:
    """About anything that is no node group."""
    first = entry.changes[0]
    if entry.fate is Fate.FORGOTTEN:
        yield "What is left to itself stays in AWS, and goes on costing; Terraform knows it no more."
    elif entry.kind == NODE_GROUP and entry.fate is Fate.IN_PLACE:
        yield "No node is replaced."
    elif entry.kind == CLUSTER:
        yield from _cluster(entry, first)
    elif entry.fate in GOING:
        yield from _going(entry)
    elif entry.fate is Fate.RESTARTED and room is Room.WORKLOADS:
        yield "Their pods start anew, a few at a time."
    elif entry.fate is Fate.RESTARTED:
        yield "Its pods start anew; GPUs stay with the pods that have them."
    elif entry.kind == "aws_eks_addon" and entry.fate is Fate.IN_PLACE and _has(entry, "addon_version"):
        yield "Pods of an add-on start anew when its version changes."


def _cluster(entry: Entry, change: Change) -> Iterator[str]:
    name = change.values.get("name") or "it"
    if entry.fate in REPLACING:
        yield f"A new, empty cluster in the place of {name}: everything in it is lost, volumes that pods made excepted."
    elif entry.fate is Fate.DESTROYED:
        yield f"The cluster {name} goes, and everything in it; load balancers and volumes that pods made stay and cost."
    elif entry.fate is Fate.IN_PLACE and _has(entry, "version"):
        yield "The control plane is upgraded in place; workloads run on, and EKS never takes it back."
    if entry.fate is Fate.IN_PLACE and (_has(entry, "vpc_config.public") or _has(entry, "vpc_config.endpoint")):
        yield "Who reaches the API changes; make sure that Terraform still does."
    if entry.fate is Fate.IN_PLACE and _has(entry, "deletion_protection"):
        yield "Once this is applied, a destroy of the cluster goes through."


def _going(entry: Entry) -> Iterator[str]:
    """What goes, whether something comes in its place or not."""
    destroyed = entry.fate is Fate.DESTROYED
    if entry.kind == "aws_eks_access_entry":
        who = listed(sorted({str(change.before.get("principal_arn")) for change in entry.changes}))
        lost = "loses its access" if destroyed else "has no access for a moment"
        yield f"{who} {lost}; this may be who applies the other stacks."
        return
    for start, said, instead in _GOING:
        if entry.kind.startswith(start):
            yield said if destroyed else instead
            return


def _has(entry: Entry, start: str) -> bool:
    return any(field.path.startswith(start) for field in entry.fields)
