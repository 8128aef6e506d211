"""A volume has no kind, or several.

**Why.** A volume is exactly one of: shared storage, scratch on the node's disk, a claim, files, a Secret, a ConfigMap,
somebody else's claim, or a folder of the node. If several are given, eks-gpu cannot know which one is meant.

**Fix.** Write one of `storage`, `scratch`, `claim`, `files`, `secret`, `config_map`, `existing_claim` and `host_path`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads
from eks_gpu.design.storage.volumes import VOLUME_KINDS, kinds_of_volume
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /cache, read_only: true}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /cache, scratch: 10Gi}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the kinds of every volume."""
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            here, kinds = f"{where}.volumes[{index}]", kinds_of_volume(volume)
            allowed = f"one of {listed(VOLUME_KINDS)}"
            if not kinds:
                message = f"{volume.mount_path} of {workload.name} does not say what is mounted there"
                yield error(__name__, here, message, f"write {allowed}", *(f"{here}.{kind}" for kind in VOLUME_KINDS))
            elif len(kinds) > 1:
                message = f"{volume.mount_path} of {workload.name} has {' and '.join(kinds)}, but takes only {allowed}"
                yield error(__name__, f"{here}.{kinds[1]}", message, "remove it", f"{here}.{kinds[0]}")
