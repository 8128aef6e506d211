"""An amount in a manifest is not a quantity of Kubernetes.

**Why.** The API server refuses the object: "quantities must match the regular expression".

**Fix.** Write a number, with a suffix such as `m`, `Mi` or `Gi`. If a variable stands there, put its value in first:
`envsubst < FILE | eks-gpu check CLUSTER --manifests -`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.judged import Spot, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

BAD = """\
apiVersion: v1
kind: Pod
metadata: {name: cuda}
spec:
  containers:
    - name: cuda
      resources: {limits: {nvidia.com/gpu: 1, memory: 8 GB}}
"""
GOOD = """\
apiVersion: v1
kind: Pod
metadata: {name: cuda}
spec:
  containers:
    - name: cuda
      resources: {limits: {nvidia.com/gpu: 1, memory: 8G}}
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Report amounts that could not be read."""
    for pods in found.pods:
        for wrong in pods.asked.wrong:
            message = f"{wrong.given!r} is no amount of {wrong.key}; the pod was judged without it"
            fix = "write a number with a suffix such as m, Mi or Gi"
            if wrong.given.startswith("$"):
                fix = f"put the value in first, such as with 'envsubst < {pods.template.stands_in.file}'"
            yield error(__name__, pods, message, fix, Spot(wrong.where, wrong.inner, wrong.key))
