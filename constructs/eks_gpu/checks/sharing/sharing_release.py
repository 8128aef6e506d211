"""A pinned Bottlerocket release is older than the settings that `sharing` needs.

**Why.** Bottlerocket refuses user data with a setting that it does not know, and the node never joins. Time slicing
came with 1.25; the documentation lists MIG since 1.34 and MPS since 1.54.

**Fix.** Pin a later release, or leave `ami` out to use EKS's latest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


# (bottlerocket.dev, versions of `kubelet-device-plugins`; the migration `v1.25.0/kubelet-device-plugins-time-slicing…`)
_SINCE = {"time_slicing": (1, 25), "mig": (1, 34), "mps": (1, 54)}
_RELEASE = re.compile(r"(\d+)\.(\d+)\.\d+-[0-9a-f]{8}")

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    os: bottlerocket
    ami: {release_version: 1.53.1-9a1b2c3d}
    sharing:
      mps: {replicas: 4}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    os: bottlerocket
    ami: {release_version: 1.62.1-9a1b2c3d}
    sharing:
      mps: {replicas: 4}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare pinned releases with the first release that has the settings."""
    for where, group in gpu_groups(design.spec):
        pinned = group.ami.release_version if group.ami and group.os == "bottlerocket" else None
        match = _RELEASE.fullmatch(pinned) if pinned else None
        if match is None:
            continue
        release = (int(match[1]), int(match[2]))
        for field, since in _SINCE.items():
            if getattr(group.sharing, field) is None or release >= since:
                continue
            message = f"Bottlerocket {match[0]} has no settings for {field!r}, which {since[0]}.{since[1]} introduced"
            fix = f"pin a release of {since[0]}.{since[1]} or later, or leave 'ami' out"
            yield error(__name__, f"{where}.ami.release_version", message, fix, f"{where}.sharing", f"{where}.os")
