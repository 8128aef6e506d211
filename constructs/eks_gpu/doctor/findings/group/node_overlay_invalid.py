"""A NodeOverlay is not applied, so that Karpenter does not know what its nodes offer.

**Why.** Karpenter learns of shares, slices and parts of GPUs only by overlays. Two overlays of one weight for the same
resource conflict, and Karpenter applies neither: it buys nothing for pods that ask for shares, or more nodes than they
need (kubernetes-sigs/karpenter v1.14.0, `pkg/controllers/nodeoverlay/controller.go`).

**Fix.** Remove the overlay that eks-gpu did not write, or give it another weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get nodeoverlays.karpenter.sh gpu-g6-xlarge -o yaml
kind: NodeOverlay
metadata: {name: gpu-g6-xlarge}
status:
  conditions:
  - {type: ValidationSucceeded, status: "False", reason: Conflict, message: conflict with another overlay}
"""
GOOD = """\
# kubectl get nodeoverlays.karpenter.sh gpu-g6-xlarge -o yaml
kind: NodeOverlay
metadata: {name: gpu-g6-xlarge}
status:
  conditions:
  - {type: ValidationSucceeded, status: "True", reason: ValidationSucceeded}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look at the conditions of every overlay."""
    for overlay in situation.seen.provisioning("NodeOverlay"):
        for condition in overlay.failing:
            message = f"Karpenter does not apply it ({condition.reason}), and expects other GPUs than the nodes offer"
            fix = "kubectl get nodeoverlays: two that match the same types need different weights"
            yield error(__name__, f"node overlay {overlay.name}", message, fix, seen=(condition.message,))
