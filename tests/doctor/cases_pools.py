"""Broken node pools, in the words of Karpenter's source or of threads of public repositories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OLD = "2026-11-20T09:30:00Z"


@dataclass(frozen=True)
class BrokenPool:
    """Objects of a provisioner with one root cause.

    Attributes:
        name: Name of the case.
        objects: Answers of kubectl about them.
        first: Rule of the first finding.
        step: Part of the next step.
        source: Where the words come from.
    """

    name: str
    objects: tuple[dict[str, Any], ...]
    first: str
    step: str
    source: str

    def __str__(self) -> str:
        return self.name


def condition(kind: str, status: str, reason: str = "", message: str = "") -> dict[str, str]:
    return {"type": kind, "status": status, "reason": reason, "message": message}


def claim(*conditions: dict[str, str], created: str = OLD, **more: Any) -> dict[str, Any]:
    labels = {"karpenter.sh/nodepool": "serving"}
    metadata = {"name": "serving-abcde", "labels": labels, "creationTimestamp": created, **more}
    return {"kind": "NodeClaim", "metadata": metadata, "status": {"conditions": list(conditions)}}


def of_kind(kind: str, *conditions: dict[str, str]) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "serving"}, "status": {"conditions": list(conditions)}}


_JOINED = (condition("Launched", "True"), condition("Registered", "True"))
BROKEN_POOLS = (
    BrokenPool(
        "gpu-never-registered",
        (
            claim(
                *_JOINED,
                condition(
                    "Initialized",
                    "Unknown",
                    "ResourceNotRegistered",
                    'Resource "nvidia.com/gpu" was requested but not registered',
                ),
            ),
        ),
        "node-claim-stuck",
        "'sharing'",
        "bottlerocket-os/bottlerocket#4250",
    ),
    BrokenPool(
        "ami-not-found",
        (
            of_kind(
                "EC2NodeClass", condition("AMIsReady", "False", "AMINotFound", "AMISelector did not match any AMIs")
            ),
        ),
        "node-class-not-ready",
        "ami_release",
        "aws/karpenter-provider-aws, pkg/controllers/nodeclass/ami.go",
    ),
    BrokenPool(
        "class-not-found",
        (
            of_kind(
                "NodePool",
                condition("NodeClassReady", "False", "NodeClassNotFound", "NodeClass not found on cluster"),
            ),
        ),
        "node-pool-not-ready",
        "apply the stacks",
        "kubernetes-sigs/karpenter, pkg/controllers/nodepool/readiness/controller.go",
    ),
    BrokenPool(
        "release-not-applied",
        ({"kind": "NodePoolList", "items": []},),
        "node-pool-missing",
        "helm list",
        "a Helm release that was not applied",
    ),
    BrokenPool(
        "two-overlays",
        (
            of_kind(
                "NodeOverlay",
                condition("ValidationSucceeded", "False", "Conflict", "conflict with another overlay"),
            ),
        ),
        "node-overlay-invalid",
        "different weights",
        "kubernetes-sigs/karpenter, pkg/controllers/nodeoverlay/controller.go",
    ),
    BrokenPool(
        "newer-ami",
        (claim(*_JOINED, condition("Initialized", "True"), condition("Drifted", "True", "AMIDrift", "AMIDrift")),),
        "node-claim-drifted",
        "reasons: [drifted]",
        "repost.aws, EKS auto mode and maintenance window for drifted nodes",
    ),
)
