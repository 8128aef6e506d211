"""What a living cluster says, beside what was declared: which of it is wrong, and the one thing to do next.

Texts come from commands or from a folder (`gather`), become models (`recognise`), stand beside the design
(`situation`), are judged by one rule a file (`findings`), and are told causes first (`finding`). Nothing is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor import findings
from eks_gpu.doctor.answers.observations import Observations
from eks_gpu.doctor.answers.recognise import observe
from eks_gpu.doctor.finding import Finding, Stage, ranked
from eks_gpu.doctor.situation.whole import Situation

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

__all__ = ["Finding", "Observations", "Situation", "Stage", "examine", "observe"]


def examine(design: ClusterDesign, seen: Observations) -> tuple[Finding, ...]:
    """What is wrong with a cluster, causes first.

    Args:
        design: What should be there.
        seen: What was seen of it.
    """
    situation = Situation(design, seen)
    found = [finding for rule in findings.rules() for finding in rule.examine(situation)]
    # Advice from the answers of another cluster is worse than none.
    mistaken = [finding for finding in found if findings.stages()[finding.id] == Stage.EVIDENCE]
    found = mistaken or found
    return ranked(found, findings.stages(), findings.follows())
