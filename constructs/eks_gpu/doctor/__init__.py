"""Compare a running cluster with its declaration, and name the one thing to do next.

Texts come from commands or from a folder (`gathering`), become models (`answers`), are compared with the design
(`situation`), are judged by one rule for each finding (`findings`), and are sorted, causes first (`finding`). Nothing
in the cluster changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor import findings
from eks_gpu.doctor.answers.observations import Observations
from eks_gpu.doctor.answers.recognise import observe
from eks_gpu.doctor.finding import Finding, Stage
from eks_gpu.doctor.findings._joined import joined
from eks_gpu.doctor.situation.whole import Situation

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

__all__ = ["Finding", "Observations", "Situation", "Stage", "examine", "observe"]


def examine(design: ClusterDesign, seen: Observations) -> tuple[Finding, ...]:
    """Findings about a cluster, causes first.

    Args:
        design: The declared cluster.
        seen: The gathered answers about the running cluster.
    """
    situation = Situation(design, seen)
    return joined(situation, [finding for rule in findings.rules() for finding in rule.examine(situation)])
