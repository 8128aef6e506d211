"""A container mounts a path at which the workload has no volume.

**Why.** `mounts` names paths of the workload's `volumes`. Without a volume there, the container would start with an
empty folder of its own, and what it writes would be lost.

**Fix.** Write the `mount_path` of a volume, or add the volume.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead
from eks_gpu.checks._where import containers, workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    volumes: [{mount_path: /models, scratch: 50Gi}]
    init_containers:
      - {name: download, image: "registry.example/download:1", mounts: [/model]}
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    volumes: [{mount_path: /models, scratch: 50Gi}]
    init_containers:
      - {name: download, image: "registry.example/download:1", mounts: [/models]}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the mounts of all containers with the volumes of their workload."""
    for where, workload in workloads(design.spec):
        paths = [volume.mount_path for volume in workload.volumes]
        for here, container in containers(where, workload):
            for index, path in enumerate(container.mounts):
                if path not in paths:
                    message = f"{workload.name} has no volume at {path}; its volumes are at {among(paths, 'no path')}"
                    fix = instead(
                        path, paths, f"add '{{mount_path: {path}, scratch: 10Gi}}' to 'volumes', or remove it"
                    )
                    yield error(__name__, f"{here}.mounts[{index}]", message, fix, f"{where}.volumes[*]")
