"""The edit replaces the running pods of a deployment or stateful set, although it is about something else.

**Why.** `efa` and `evictable` are part of the pod template, so Kubernetes replaces every pod: one that serves is gone
while its successor starts, and a notebook's session ends, with everything that is not on a volume. The same is true
where the file says nothing and eks-gpu derives it from the rest of the file: default `cpu`, `memory` and `shm` from the
nodes and the DaemonSets on them (drivers of `storage` and exporters of `monitoring` are DaemonSets too), groups,
tolerations and the time to stop from the GPU groups, zones from the network. `change-default-sizes` reports sizes that
follow from `daemons` or `daemon_reserve`.

**Fix.** Apply it when the pods may restart; save open sessions first. To keep the pods through an edit elsewhere, write
what is derived as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import rolling_workloads
from eks_gpu.changes.workloads._derived import becomes, edited_daemons, places, sizes, written
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FIX = "apply it when they may restart; sizes, groups and times stay as they were where the workload says them"
_RESTS_ON = ("gpu_node_groups", "network", "storage", "monitoring", "addons", "namespaces")

BEFORE = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    evictable: false
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    evictable: true
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what the pods get of their nodes, and what the file leaves to eks-gpu."""
    derived: dict[str, str] = {}
    sized = not edited_daemons(old, new)
    for was, now in rolling_workloads(old, new):
        edited = {"efa": was.devices != now.devices, "evictable": was.movable != now.movable}
        fields = [name for name, differs in edited.items() if differs]
        for field in fields:
            message = f"{field!r} changes, so each running pod of {now.name} is replaced once"
            fix = "apply it when its pods may restart"
            yield warning(__name__, f"{now.where}.{field}", message, fix, "gpu_node_groups")
        if not fields and written(was) == written(now):
            texts = [*becomes(sizes(was, now) if sized else iter(())), *becomes(places(was, now))]
            derived |= {now.where: f"{now.name} ({listed(texts)})"} if texts else {}
    if derived:
        message = f"an edit elsewhere in the file replaces the running pods of these: {listed(derived.values())}"
        yield warning(__name__, next(iter(derived)), message, _FIX, *_RESTS_ON)
