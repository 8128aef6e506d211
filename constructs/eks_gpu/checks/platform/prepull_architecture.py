"""The name of a prepulled image says that it is for another CPU architecture than the nodes have.

**Why.** The node pulls the image but never runs it: its container fails with `exec format error` again and again, on
every node of the group, and the images after it are not pulled at all.

**Fix.** Write the image for the nodes' architecture, or one that supports both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks.images.image_architecture import NODES, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5g.xlarge]
    max_per_zone: 2
    min_per_zone: 1
    prepull: [registry.example/serve:1-amd64]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5g.xlarge]
    max_per_zone: 2
    min_per_zone: 1
    prepull: [registry.example/serve:1-arm64]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the architectures in the images' names with the nodes of the group."""
    for group in design.all_machines:
        have = NODES[group.types[0].arch]
        for index, image in enumerate(group.spec.prepull):
            says = said(image)
            if says not in {None, have}:
                message = f"{image!r} is for {says}, but nodes of {group.name} are {have}"
                rests_on = f"{group.where}.instance_types"
                yield error(
                    __name__, f"{group.where}.prepull[{index}]", message, f"write an image for {have}", rests_on
                )
