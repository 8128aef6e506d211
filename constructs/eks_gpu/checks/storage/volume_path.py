"""Two volumes of a pod have the same path, or a volume hides a folder that the container needs.

**Why.** Kubernetes refuses a path that is used twice. A volume mounted over a system folder hides the folder's
contents: the container does not start, or finds no devices.

**Fix.** Mount the volume somewhere else, such as /data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.storage.volumes import SHM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SYSTEM = frozenset({"/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr", "/var/run"})

BAD = """\
storage:
  - name: data
    efs: {}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /usr, storage: data}
"""
GOOD = """\
storage:
  - name: data
    efs: {}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check every path, pod by pod."""
    for workload in design.workloads:
        seen: dict[str, str] = {SHM: "its shared memory ('shm')"} if workload.shm else {}
        for index, volume in enumerate(workload.spec.volumes):
            where, path = f"{workload.where}.volumes[{index}].mount_path", volume.mount_path
            if path in seen:
                message = f"{path} of {workload.name} is already used by {seen[path]}"
                yield error(__name__, where, message, "write another path", f"{workload.where}.shm")
            elif path in _SYSTEM:
                message = f"a volume at {path} hides the files that the image and the runtime keep there"
                yield error(__name__, where, message, "write another path, such as /data")
            seen.setdefault(path, f"{volume.storage or 'another volume'} (volumes[{index}])")
