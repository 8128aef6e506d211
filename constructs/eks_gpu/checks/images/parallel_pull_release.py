"""An AMI release is too old for parallel image pulls.

**Why.** nodeadm has had the feature since AL2023's release of 2025-08-13, and Bottlerocket has had its settings since
1.44.0. Nodes do not join if their release does not know a setting.

**Fix.** Pin a newer release, or remove `parallel_image_pull`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import release_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FIRST = {"al2023": ("20250813", (20250813,)), "bottlerocket": ("1.44.0", (1, 44, 0))}
_RELEASE = {"al2023": re.compile(r"[\d.]+-(\d{8})"), "bottlerocket": re.compile(r"(\d+)\.(\d+)\.(\d+)-\w+")}

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6.2xlarge]
    max_per_zone: 2
    ami: {release_version: 1.35.2-20250812}
    disk_throughput_mibs: 600
    parallel_image_pull: true
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6.2xlarge]
    max_per_zone: 2
    ami: {release_version: 1.35.2-20260714}
    disk_throughput_mibs: 600
    parallel_image_pull: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare pinned releases with the first one that supports parallel pulls."""
    for group in design.all_groups:
        spec = group.spec
        release = release_of(spec)
        if not spec.parallel_image_pull or release is None:
            continue
        said, first = _FIRST[spec.os]
        match = _RELEASE[spec.os].fullmatch(release)
        # A release of another form is reported by `ami-release`.
        if match and tuple(map(int, match.groups())) < first:
            message = f"{spec.os} release {release} cannot pull images in parallel; {said} is the first that can"
            rests_on = (f"{group.where}.ami", f"{group.where}.os")
            yield error(
                __name__,
                f"{group.where}.parallel_image_pull",
                message,
                "write a newer 'ami.release_version', or remove 'parallel_image_pull'",
                *rests_on,
            )
