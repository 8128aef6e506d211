"""The report of the doctor, as text and as JSON: the next step comes first."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from eks_gpu.printable import as_json as json_text
from eks_gpu.printable import columns, printable
from eks_gpu.problem import plural
from eks_gpu.report.text import closing, counted
from eks_gpu.rules.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# Names of the answers that the report needs, with the commands that print them.
_NEEDED = {
    "Node": "nodes (kubectl get nodes -o json)",
    "Pod": "pods (kubectl get pods -A -o json)",
    "Event": "events (kubectl get events -A -o json)",
    "DaemonSet": "DaemonSets (kubectl get daemonsets -A -o json)",
    "Deployment": "Deployments (kubectl get deployments -A -o json)",
    "NodeGroup": "node groups (aws eks describe-nodegroup)",
    "AutoScalingGroup": "Auto Scaling groups (aws autoscaling describe-auto-scaling-groups)",
    "Activity": "scaling activities (aws autoscaling describe-scaling-activities)",
    "Quota": "quotas (aws service-quotas get-service-quota)",
    "Cluster": "the cluster (aws eks describe-cluster)",
    "Association": "Pod Identity (aws eks list-pod-identity-associations)",
}


def not_looked_at(situation: Situation, failed: Sequence[str] = ()) -> list[str]:
    """Missing answers, with the reason if it is known."""
    seen = situation.seen
    missing = [label for kind, label in _NEEDED.items() if not seen.knows(kind)]
    if situation.design.autoscaled:
        if not any(config_map.name == "cluster-autoscaler-status" for config_map in seen.config_maps):
            missing.append("the autoscaler's status (kubectl -n kube-system get cm cluster-autoscaler-status -o json)")
        if next(seen.log("autoscaler"), None) is None:
            missing.append("the autoscaler's log (kubectl -n kube-system logs deployment/cluster-autoscaler)")
    return [*missing, *map(printable, (*failed, *seen.unread))]


# For a report about answers that came without a cluster file.
_UNFILED = (
    "Without a cluster file the doctor reads only what these answers say. With one (eks-gpu doctor FILE --from -) it "
    "also compares nodes, quotas, labels and permissions with the declaration, and says whether each pod fits a group."
)


def as_text(file: str, situation: Situation, findings: Sequence[Finding], unknown: Sequence[str]) -> str:
    """The report: next step, causes, consequences, groups, and missing answers.

    Args:
        file: The cluster file; empty for answers that came without one.
        situation: The cluster.
        findings: Findings, causes first.
        unknown: Answers that are missing.
    """
    parts = [
        _next_step(findings, unknown, filed=bool(file)),
        "\n\n".join(_cause(finding) for finding in findings if not finding.because),
        _following([finding for finding in findings if finding.because]),
        _groups(file, situation) if file else "",
        "" if file else _folded(_UNFILED, "  ", "  "),
        "\n".join(_folded(answer, "  not looked at: ", "    ") for answer in unknown),
        # Consequences end with their cause, so the links are only for the causes.
        closing(
            [finding.problem for finding in findings if not finding.because],
            counted([finding.problem for finding in findings]),
        ),
    ]
    return "\n\n".join(filter(None, parts))


def _next_step(findings: Sequence[Finding], unknown: Sequence[str], *, filed: bool) -> str:
    if not findings and not filed:
        return "Next step: none; nothing in these answers fails"
    if not findings:
        limit = ", as far as the doctor looked" if unknown else ""
        return f"Next step: none; the cluster matches its declaration{limit}"
    first = findings[0]
    return "\n".join(
        [
            _folded(first.fix, "Next step: ", "  "),
            _folded(f"for {first.where}, [{first.id}]: {first.message}", "  ", "  "),
        ]
    )


def _cause(finding: Finding) -> str:
    lines = [str(finding.problem)]
    lines += [_folded(text, "  seen: ", "    ") for text in finding.seen]
    return "\n".join(lines)


def _following(findings: Sequence[Finding]) -> str:
    """Findings that end with their cause: kept short, because they need no fix of their own."""
    lines = [
        _folded(
            f"[{finding.id}] {finding.where}: {finding.message}; from [{'], ['.join(finding.because)}]", "  ", "    "
        )
        for finding in findings
    ]
    return "\n".join(["Consequences, which end with their cause:", *lines]) if lines else ""


def _groups(file: str, situation: Situation) -> str:
    if not situation.seen.knows("Node"):
        return ""
    rows = list(_rows(situation))
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join([f"{printable(file)}: current state", *(f"  {name:{width}}  {text}" for name, text in rows)])


def _rows(situation: Situation) -> Iterator[tuple[str, str]]:
    # A row of `kubectl get nodes` shows no labels, so the node's group is unknown.
    nameless = [node for node in situation.seen.nodes if not node.labels]
    if nameless:
        ready = sum(node.ready for node in nameless)
        offering = sum(
            gpu_node.gpus > 0
            for gpu_node in situation.groups.gpu_nodes
            if gpu_node.gpus is not None and not gpu_node.node.labels
        )
        gpus = f", {offering} with GPUs" if offering else ""
        yield "nodes", f"{plural(len(nameless), 'node')} of unknown groups, {ready} Ready{gpus}"
    for group in situation.design.groups if len(nameless) < len(situation.seen.nodes) else ():
        mine = situation.groups.nodes_of(group.name)
        ready = sum(gpu_node.node.ready for gpu_node in mine)
        known = [gpu_node for gpu_node in mine if gpu_node.gpus is not None and gpu_node.node.ready]
        offered, wanted = (
            sum(gpu_node.gpus or 0 for gpu_node in known),
            sum(gpu_node.expected_gpus for gpu_node in known),
        )
        nodes = f"{plural(len(mine), 'node')} of {group.min_nodes} to {group.max_nodes}"
        yield (
            group.name,
            f"{nodes}, {ready} Ready" + (f", {offered} of {wanted} GPUs offered" if known and group.has_gpus else ""),
        )
    if situation.seen.knows("Pod"):
        counts = (
            (situation.gpu_pods.waiting, "without a node"),
            (situation.gpu_pods.not_running, "on a node but not running"),
        )
        texts = [f"{plural(len(those), 'GPU pod')} {state}" for those, state in counts if those]
        yield "pods", ", ".join(texts) or "no GPU pod waits"


def _folded(text: str, first: str, others: str) -> str:
    return textwrap.fill(
        text, columns(), initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def as_json(file: str, situation: Situation, findings: Sequence[Finding], unknown: Sequence[str]) -> str:
    """The report as one JSON object; later versions may add keys, but never remove one."""
    problems = [
        {
            "id": finding.id,
            "severity": finding.severity,
            "where": finding.where,
            "message": finding.message,
            "fix": finding.fix,
            "groups": sorted(finding.groups),
            "seen": list(finding.seen),
            "because": list(finding.because),
            "read_more": address(finding.id),
        }
        for finding in findings
    ]
    document = {
        "file": file,
        "cluster": situation.design.name if file else "",
        "next_step": {key: problems[0][key] for key in ("id", "where", "fix")} if problems else None,
        "problems": problems,
        "not_looked_at": list(unknown),
        "read": list(situation.seen.read),
    }
    return f"{json_text(document)}\n"
