"""The edit removes `scaling`, and Terraform sets the number of pods again.

**Why.** With `scaling` Terraform leaves the number of pods to what scales them. Without it the next apply of the
workloads stack sets `replicas`, which is 1 where the file does not say it: all other pods end at once, whatever load
there is.

**Fix.** Write `replicas` with the number of pods that run now, then apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import rolling_workloads
from eks_gpu.checks._report import warning
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    scaling: {min: 1, max: 4}
"""
BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    replicas: 4
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the number of pods in the file with what scaling may have reached."""
    for was, now in rolling_workloads(old, new):
        if was.spec.scaling and not now.spec.scaling and now.replicas < was.most_replicas:
            message = (
                f"{now.name} may run up to {plural(was.most_replicas, 'pod')} now, and Terraform sets it to "
                f"{now.replicas}: the others end at once"
            )
            look = f"kubectl --namespace {now.spec.namespace} get {now.spec.kind.replace('_', '')} {now.name}"
            fix = f"write as many 'replicas' as run now: `{look}`"
            yield warning(__name__, f"{now.where}.replicas", message, fix)
