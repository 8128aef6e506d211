"""An amount in a manifest is not a quantity of Kubernetes.

**Why.** The API server refuses the object: "quantities must match the regular expression".

**Fix.** Write a number, with a suffix such as `m`, `Mi` or `Gi`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.judged import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Report amounts that could not be read."""
    for pods in found.pods:
        for wrong in pods.asked.wrong:
            message = f"{wrong.given!r} is no amount of {wrong.key}; the pod was judged without it"
            fix = "write a number with a suffix such as m, Mi or Gi"
            yield finding(__name__, "error", pods, message, fix, where=wrong.where, inner=wrong.inner, key=wrong.key)
