"""A DaemonSet that serves GPUs runs on no GPU node, because it does not tolerate their taint.

**Why.** Every GPU group has the taint `nvidia.com/gpu=present:NoSchedule`. Charts such as `dcgm-exporter` tolerate
nothing by default: their pods run on the system nodes alone, where they fail for want of a driver, and no GPU is
watched.

**Fix.** Add the toleration that the message names to the DaemonSet, usually by the chart's value `tolerations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._images import image_name
from eks_gpu.manifests.amounts import containers
from eks_gpu.manifests.judged import warning
from eks_gpu.manifests.reading.parts import text
from eks_gpu.manifests.system import runs_on
from eks_gpu.scheduling.labels import admits
from eks_gpu.scheduling.taints import GPU_TAINT, repelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

# Programs of NVIDIA's that do nothing without a GPU.
_OF_GPUS = frozenset({"dcgm-exporter", "gpu-feature-discovery", "k8s-device-plugin", "k8s-mig-manager"})

BAD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter}
spec:
  template:
    spec:
      containers: [{name: exporter, image: "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"}]
"""
GOOD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter}
spec:
  template:
    spec:
      tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
      containers: [{name: exporter, image: "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"}]
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look at DaemonSets with such images that only taints keep off the GPU nodes."""
    nodes = [node for models in found.design.nodes for pool in models.pools for node in pool.nodes]
    for pods in found.daemons:
        if not nodes or not _of_gpus(pods) or any(runs_on(pods, node) for node in nodes):
            continue
        kept_off = [
            repelling(node.taints, pods.demand.tolerations) for node in nodes if admits(pods.demand, node.labels)
        ]
        if any(kept_off) and all(kept_off):
            message = f"{pods.demand.name} runs on no GPU node: it does not tolerate {kept_off[0][0]}"
            fix = f"add to 'tolerations': {{key: {GPU_TAINT.key}, operator: Exists, effect: NoSchedule}}"
            yield warning(__name__, pods, message, fix)


def _of_gpus(pods: Pods) -> bool:
    return any(image_name(text(one, "image")) in _OF_GPUS for _, one in containers(pods.template.spec))
