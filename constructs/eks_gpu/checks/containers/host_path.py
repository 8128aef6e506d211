"""A volume is a folder of the node.

**Why.** Each node has its own content there, which is lost with the node, and the autoscaler removes nodes often. Every
pod on the node that mounts the folder reads and writes the same files, and they count against no limit, so they can
fill the node's disk. A pod that can write to the node's folders can take over the node.

**Fix.** Use `scratch` for caches, or `storage` for data that stays. If the folder is meant, such as a cache of model
files on NVMe disks, ignore this finding with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    volumes: [{mount_path: /cache, host_path: /mnt/cache}]
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    volumes: [{mount_path: /cache, scratch: 50Gi}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for volumes of this kind."""
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            if volume.host_path is not None:
                message = (
                    f"{volume.mount_path} of {workload.name} is {volume.host_path} of whichever node the pod runs on: "
                    "its files are lost with the node, and other pods see them"
                )
                fix = "write 'scratch: 50Gi' (or the size you need) instead, or ignore this finding with the reason"
                yield warning(__name__, f"{where}.volumes[{index}].host_path", message, fix)
