"""With the manifests, a workload of the cluster file no longer runs as it does without them.

**Why.** DaemonSets take room on every node, and pods of the same or a higher priority take nodes. The workload's own
numbers have not changed, so nothing else would say why it stays Pending.

**Fix.** Request less, raise the group's maximum, or give the manifests' pods a lower priority or other nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import told
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

BAD = """\
# The workload `train` of the cluster file requests 3500m.
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: agent, resources: {requests: {cpu: 400m}}}]
"""
GOOD = """\
# The workload `train` of the cluster file requests 3500m.
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: agent, resources: {requests: {cpu: 100m}}}]
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare each workload's verdict with the one it has without manifests."""
    for before, after in zip(found.design.schedulability, found.workloads, strict=True):
        if after.verdict in (before.verdict, "runs"):
            continue
        groups = [one for one in after.groups if one.fit.verdict == after.verdict and one.fit.obstacles]
        message = f"next to the manifests, {before.workload.name} is no longer {before.verdict!r} but {after.verdict!r}"
        reasons = f": {told(groups)}" if groups else ""
        fix = "request less, raise the group's maximum, or give the manifests' pods other nodes"
        yield warning(__name__, before.workload.where, f"{message}{reasons}", fix)
