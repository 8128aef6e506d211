"""Pods tolerate the taint of GPU nodes, but ask for no GPU.

**Why.** Nothing then keeps these pods off GPU nodes. They take CPU and memory that GPU pods need, and while they run,
the autoscaler may keep a node whose GPUs nobody uses. With NVIDIA's runtime, a container that requests no GPU may see
all of them.

**Fix.** Remove the toleration. Or keep the pods off these nodes with a `nodeSelector`, such as
`eks-gpu.io/group: system` or the name of a CPU group. A pod that uses GPUs must ask for them in `resources.limits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.manifests.judged import Spot, warning
from eks_gpu.manifests.reading.parts import mappings
from eks_gpu.manifests.system import runs_on
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

BAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec:
  selector: {matchLabels: {app: proxy}}
  template:
    metadata: {labels: {app: proxy}}
    spec:
      tolerations: [{key: nvidia.com/gpu, operator: Exists}]
      containers: [{name: proxy, image: "registry.example/proxy:1", resources: {requests: {cpu: 100m, memory: 128Mi}}}]
"""
GOOD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec:
  selector: {matchLabels: {app: proxy}}
  template:
    metadata: {labels: {app: proxy}}
    spec:
      containers: [{name: proxy, image: "registry.example/proxy:1", resources: {requests: {cpu: 100m, memory: 128Mi}}}]
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look for pods without GPUs that the scheduler may put on a GPU node; DaemonSets belong there."""
    cpu = [group.name for group in found.design.cpu_groups]
    for one in found.fits:
        pods = one.pods
        # Claims are another way to ask for a GPU (`manifest-resource-claim`).
        claims = mappings(pods.template.spec, "resourceClaims")
        groups = [] if pods.gpus or claims else _open_to(found, pods)
        if not groups:
            continue
        message = f"these pods ask for no GPU, but tolerate the taint of GPU nodes and may run on {listed(groups)}"
        place = (cpu or [SYSTEM_GROUP])[0]
        fix = f"remove the toleration, or write 'nodeSelector: {{eks-gpu.io/group: {place}}}'"
        yield warning(__name__, pods, message, fix, Spot("tolerations", pods.template.spec, "tolerations"))


def _open_to(found: JudgedManifests, pods: Pods) -> list[str]:
    """The GPU groups on whose nodes nothing but room keeps the pods from running."""
    return [
        models.group.name
        for models in found.groups
        if models.group.has_gpus and any(runs_on(pods, node) for pool in models.pools for node in pool.nodes)
    ]
