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
    missing = [words for kind, words in _NEEDED.items() if not seen.knows(kind)]
    if situation.design.autoscaler:
        if not any(one.name == "cluster-autoscaler-status" for one in seen.config_maps):
            missing.append("the autoscaler's status (kubectl -n kube-system get cm cluster-autoscaler-status -o json)")
        if next(seen.log("autoscaler"), None) is None:
            missing.append("the autoscaler's log (kubectl -n kube-system logs deployment/cluster-autoscaler)")
    return [*missing, *map(printable, (*failed, *seen.unread))]


def as_text(file: str, situation: Situation, findings: Sequence[Finding], unknown: Sequence[str]) -> str:
    """The report: next step, causes, consequences, groups, and missing answers."""
    parts = [
        _next_step(findings, unknown),
        "\n\n".join(_told(one) for one in findings if not one.because),
        _following([one for one in findings if one.because]),
        _groups(file, situation),
        "\n".join(_folded(one, "  not looked at: ", "    ") for one in unknown),
        # Whatever follows ends with its cause, so only the causes are worth reading about.
        closing([one.problem for one in findings if not one.because], counted([one.problem for one in findings])),
    ]
    return "\n\n".join(filter(None, parts))


def _next_step(findings: Sequence[Finding], unknown: Sequence[str]) -> str:
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


def _told(finding: Finding) -> str:
    lines = [str(finding.problem)]
    lines += [_folded(text, "  seen: ", "    ") for text in finding.seen]
    return "\n".join(lines)


def _following(findings: Sequence[Finding]) -> str:
    """Findings that end with their cause: kept short, because they need no fix of their own."""
    lines = [
        _folded(f"[{one.id}] {one.where}: {one.message}; from [{'], ['.join(one.because)}]", "  ", "    ")
        for one in findings
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
        offering = sum(one.gpus > 0 for one in situation.gpu_nodes if one.gpus is not None and not one.node.labels)
        gpus = f", {offering} with GPUs" if offering else ""
        yield "nodes", f"{plural(len(nameless), 'node')} of unknown groups, {ready} Ready{gpus}"
    for group in situation.design.gpu_groups if len(nameless) < len(situation.seen.nodes) else ():
        mine = [one for one in situation.gpu_nodes if one.models and one.models.group.name == group.name]
        ready = sum(one.node.ready for one in mine)
        known = [one for one in mine if one.gpus is not None and one.node.ready]
        offered, wanted = sum(one.gpus or 0 for one in known), sum(one.expected_gpus for one in known)
        nodes = f"{plural(len(mine), 'node')} of {group.min_nodes} to {group.max_nodes}"
        yield group.name, f"{nodes}, {ready} Ready" + (f", {offered} of {wanted} GPUs offered" if known else "")
    if situation.seen.knows("Pod"):
        counts = ((situation.waiting, "without a node"), (situation.not_running, "on a node but not running"))
        texts = [f"{plural(len(those), 'GPU pod')} {state}" for those, state in counts if those]
        yield "pods", ", ".join(texts) or "no GPU pod waits"


def _folded(text: str, first: str, others: str) -> str:
    return textwrap.fill(
        text, columns(), initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def as_json(file: str, situation: Situation, findings: Sequence[Finding], unknown: Sequence[str]) -> str:
    """The report as one JSON object; later versions may add keys, but never remove one."""
    told = [
        {
            "id": one.id,
            "severity": one.severity,
            "where": one.where,
            "message": one.message,
            "fix": one.fix,
            "groups": sorted(one.groups),
            "seen": list(one.seen),
            "because": list(one.because),
            "read_more": address(one.id),
        }
        for one in findings
    ]
    document = {
        "file": file,
        "cluster": situation.design.name,
        "next_step": {key: told[0][key] for key in ("id", "where", "fix")} if told else None,
        "problems": told,
        "not_looked_at": list(unknown),
        "read": list(situation.seen.read),
    }
    return f"{json_text(document)}\n"
