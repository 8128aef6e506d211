"""Terraform's time-outs for deletions in Kubernetes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eks_gpu.design.serving import GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable

# For what comes after a pod's grace: the kubelet's report, finalizers, the garbage collector.
_MARGIN_SECONDS = 5 * 60


def delete_timeout(grace_seconds: Iterable[int | None]) -> str:
    """The timeout, in minutes, of deleting an object that is gone only when its pods are.

    The provider deletes a Job in the foreground and gives up after 1 minute, a bare pod or a namespace after 5
    (terraform-provider-kubernetes 2.38, `deleteOptions`, `DefaultTimeout`): less than the pods' grace may be.

    Args:
        grace_seconds: How long each kind of its pods has to stop; None for Kubernetes' own 30 seconds.
    """
    longest = max(
        (GRACE_SECONDS if grace_second is None else grace_second for grace_second in grace_seconds),
        default=GRACE_SECONDS,
    )
    return f"{math.ceil((longest + _MARGIN_SECONDS) / 60)}m"
