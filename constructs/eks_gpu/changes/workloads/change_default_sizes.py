"""The edit of `daemons` or `daemon_reserve` changes the default size of pods, which replaces them.

**Why.** A pod without `cpu` or `memory` in the file gets a share of the node that DaemonSets and the reserve leave
free. If that share changes, deployments and stateful sets roll: each replica stops and starts again with other
requests. `change-workload-replaced` reports jobs and bare pods; cron jobs use the new size from their next run on.

**Fix.** Nothing, if that is intended. To keep the pods, write the old values of `cpu` and `memory`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import rolling_workloads
from eks_gpu.changes.workloads._derived import becomes, edited_daemons, sizes
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

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
"""
BAD = """\
daemons:
  - {name: ztunnel, cpu: 500m, memory: 2Gi}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
GOOD = """\
daemons:
  - {name: ztunnel, cpu: 500m, memory: 2Gi, node_groups: [system]}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the default sizes of workloads whose pods roll, where what they rest on was edited."""
    edited = edited_daemons(old, new)
    rolled = {now.name: becomes(sizes(was, now)) for was, now in rolling_workloads(old, new) if edited}
    changed = [f"{name} ({listed(texts)})" for name, texts in rolled.items() if texts]
    if changed:
        message = f"default sizes change, so the pods of these are replaced: {listed(changed)}"
        fix = "apply it when they may restart; to keep the pods, write these values in the workloads as they were"
        yield warning(__name__, edited[0], message, fix, "gpu_node_groups", "network")
