"""An image's name says that it is for another CPU architecture than the nodes have.

**Why.** Graviton GPU nodes (g5g) run arm64 programs, all others run amd64. The container stops at once with `exec
format error`, on a node that is paid for.

**Fix.** Write the image for the right architecture, or one that supports both; or name the groups that the image is for
in `node_groups`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks import _where
from eks_gpu.checks._images import host
from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

NODES = {"x86_64": "amd64", "arm64": "arm64"}
_WORDS = {"amd64": "amd64", "x86_64": "amd64", "x86-64": "amd64", "arm64": "arm64", "arm64v8": "arm64"}
_WORDS |= {"aarch64": "arm64"}
# As a separate word in the path or the tag.
_SAYS = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![A-Za-z0-9])")
_SELECTED = "kubernetes.io/arch"

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5g.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1-amd64
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5g.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1-arm64
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the architecture in the image's name with the groups that the workload may use."""
    named = {group.name: group for group in design.all_machines}
    for workload in design.workloads:
        says = said(workload.spec.image)
        arches = {name: NODES[named[name].types[0].arch] for name in workload.groups}
        selected = workload.spec.node_selector.get(_SELECTED)
        mine = {name: arch for name, arch in arches.items() if selected in {None, arch}}
        wrong = [name for name, arch in mine.items() if arch != says]
        if says is None or not wrong:
            continue
        have = "arm64" if says == "amd64" else "amd64"
        message = f"{workload.spec.image!r} is for {says}, but nodes of {listed(wrong)} are {have}"
        rests_on = (*_where.NODES, f"{workload.where}.node_groups", f"{workload.where}.node_selector")
        if len(wrong) == len(mine):
            fix = f"write an image for {have}, or use a group with {says} nodes"
            yield error(__name__, f"{workload.where}.image", message, fix, *rests_on)
        else:
            fix = f"write 'node_groups: [{', '.join(name for name in mine if name not in wrong)}]' in this workload"
            yield warning(__name__, f"{workload.where}.image", message, fix, *rests_on)


def said(image: str) -> str | None:
    """The architecture that an image's path and tag name; None if they name none or both."""
    name = image.partition("@")[0].removeprefix(f"{host(image)}/")
    found = {_WORDS[word] for word in _SAYS.findall(name.lower())}
    return found.pop() if len(found) == 1 else None
