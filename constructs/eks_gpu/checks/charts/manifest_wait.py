"""A release waits for pods that wait for a GPU node.

**Why.** With `wait`, Helm waits until the pods of Deployments, StatefulSets and Pods are ready. A GPU node that does
not exist yet takes several minutes to start, and the image its own time. When `timeout` ends first, the apply fails
although nothing is wrong.

**Fix.** Write `wait: false` for the entry. Objects that need to be gone before others at a removal, such as load
balancers, belong in an entry of their own that waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import applied_manifests
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_AWAITED = frozenset({"Deployment", "Pod", "ReplicaSet", "StatefulSet"})
# A GPU node takes four to six minutes to start, and images of several gigabytes about as long again.
_USUAL_SECONDS = 15 * 60

BAD = """\
# things.yaml:
#   apiVersion: v1
#   kind: Pod
#   metadata: {name: probe}
#   spec: {containers: [{name: a, image: a:1, resources: {limits: {nvidia.com/gpu: 1}}}]}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""
GOOD = """\
# things.yaml:
#   apiVersion: v1
#   kind: Pod
#   metadata: {name: probe}
#   spec: {containers: [{name: a, image: a:1, resources: {limits: {nvidia.com/gpu: 1}}}]}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
    wait: false
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for pods with GPUs in releases that wait."""
    if any(group.spec.min or group.spec.min_per_zone for group in design.groups) or any(
        pool.min_nodes for pool in design.pools
    ):
        return
    for where, entry in applied_manifests(design.spec):
        if not entry.wait or seconds(entry.timeout) >= _USUAL_SECONDS:
            continue
        items = [item for release in design.releases if release.where == where for item in release.objects]
        waiting = next((item for item in items if item.kind in _AWAITED and _asks_for_gpus(item.plain)), None)
        if waiting:
            message = (
                f"Helm waits {entry.timeout} for {waiting.kind} {waiting.name}, whose pods wait for a GPU node to start"
            )
            yield warning(__name__, f"{where}.wait", message, "write 'wait: false'", f"{where}.timeout")


def _asks_for_gpus(value: object) -> bool:
    if isinstance(value, dict):
        return any(str(key).startswith("nvidia.com/gpu") or _asks_for_gpus(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_asks_for_gpus, value))
