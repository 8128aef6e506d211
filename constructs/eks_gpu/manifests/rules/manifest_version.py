"""A manifest has an API version that the cluster's Kubernetes no longer serves.

**Why.** The API server refuses the object: "no matches for kind". Kubernetes removes versions some minors after their
successor is there (Kubernetes, Deprecated API Migration Guide).

**Fix.** Write the version that the message names, and look at the guide for fields that have changed with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests import table
from eks_gpu.manifests.judged import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

BAD = """\
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: model}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: model}}}
"""
GOOD = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: model}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: model}}}
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare versions with those that were removed."""
    minor = found.context.minor_number
    for one in found.objects:
        gone = table.removed(one.version, one.kind)
        if gone and minor >= tuple(map(int, gone.since.split("."))):
            message = f"Kubernetes {gone.since} removed {one.kind} of {one.version}, so the cluster refuses {one.name}"
            fix = f"write apiVersion: {gone.instead}" if gone.instead else "leave it out; its kind was removed as well"
            yield error(__name__, one, message, fix)
