"""Compare a running cluster with its declaration, and name the one thing to do next.

Texts come from commands or from a folder (`gathering`), become models (`answers`), are compared with the design
(`situation`), are judged by one rule for each finding (`findings`), and are sorted, causes first (`finding`). Nothing
in the cluster changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.doctor import findings
from eks_gpu.doctor.answers.observations import Observations
from eks_gpu.doctor.answers.recognise import observe
from eks_gpu.doctor.finding import Finding, Stage
from eks_gpu.doctor.findings._joined import joined
from eks_gpu.doctor.findings.group._joining import NODE_LOG
from eks_gpu.doctor.situation.whole import Situation
from eks_gpu.doctor.stand_in import UNKNOWN_NAME, UNKNOWN_REGION, stand_in
from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign

# Rules that need no declaration: their findings and next steps are about what the answers show.
_UNFILED = frozenset(
    {
        *("addon-unhealthy", "cluster-unhealthy"),
        *("instances-not-joined", "node-group-unhealthy", "update-failed"),
        *("gpu-hardware", "gpu-monitoring", "node-not-ready", "node-pressure", "node-stuck"),
        *("device-plugin-failing", "gpu-operator", "gpus-not-allocatable"),
        *("failure-unexplained", "pod-crashing", "pod-evicted", "pod-image", "pod-not-made", "pod-not-starting"),
        *("pod-refused", "pod-stuck-terminating", "pod-volume", "spot-interrupted", "zone-rebalanced"),
    }
)

__all__ = [
    "Finding",
    "Observations",
    "Situation",
    "Stage",
    "examine",
    "examine_situation",
    "examine_unfiled",
    "observe",
]


def examine(design: ClusterDesign, seen: Observations) -> tuple[Finding, ...]:
    """Findings about a cluster, causes first.

    Args:
        design: The declared cluster.
        seen: The gathered answers about the running cluster.
    """
    return examine_situation(Situation(design, seen))


def examine_situation(situation: Situation) -> tuple[Finding, ...]:
    """Findings about a situation, causes first.

    Args:
        situation: The answers next to the declared cluster; it keeps what the rules ask for, and a report asks again.
    """
    return joined(situation, [finding for rule in findings.rules() for finding in rule.examine(situation)])


def examine_unfiled(seen: Observations, texts: Iterable[str]) -> tuple[Situation, tuple[Finding, ...]]:
    """Findings of answers that come without a cluster file, causes first: what the answers themselves show.

    Args:
        seen: The answers.
        texts: The texts that they come from.
    """
    design, knows_region = stand_in(seen, texts)
    situation = Situation(design, seen)
    rules = [rule for rule in findings.rules() if rule_id(rule.__name__) in _UNFILED]
    ruled = [finding for rule in rules for finding in rule.examine(situation)]
    # About a node's own log the rows know more causes than the rule, whose fixes are for a declared cluster.
    found = joined(situation, [one for one in ruled if one.where != NODE_LOG]) or joined(situation, ruled)
    return situation, tuple(_without_stand_in(one, knows_region=knows_region) for one in found)


def _without_stand_in(one: Finding, *, knows_region: bool) -> Finding:
    """The finding with placeholders where a cluster file would have given a name."""
    fix = one.fix.replace(UNKNOWN_NAME, "NAME")
    if not knows_region:
        fix = fix.replace(f"--region {UNKNOWN_REGION}", "--region REGION")
    return replace(one, fix=fix, groups=frozenset())
