"""A pool of Bottlerocket pins no release, or a pool pins one that its operating system does not have.

**Why.** Karpenter finds an AMI by an alias such as `al2023@v20260701` or `bottlerocket@v1.54.0`
(karpenter.k8s.aws_ec2nodeclasses.yaml v1.14.1). With the release of another system it finds none: the node class is not
ready, and no node starts. Without a release a pool takes the last one of AL2023 whose driver eks-gpu's catalogue
records; the catalogue records none of Bottlerocket. The newest release is not a default, because with it every release
of AWS would replace running nodes.

**Fix.** Write a day such as `v20260701` for AL2023, and a version such as `v1.54.0` for Bottlerocket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FORMS = {"al2023": "v20260701", "bottlerocket": "v1.54.0"}

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    ami_release: v1.54.0
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    os: bottlerocket
    ami_release: v1.54.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the release's form with the operating system."""
    for pool in design.pools:
        release, bottlerocket = pool.spec.ami_release, pool.os == "bottlerocket"
        if pool.auto or (release is None and not bottlerocket):
            continue
        if release is None:
            message = "a pool of Bottlerocket names its release; with the newest one, each release replaces its nodes"
            fix = f"write 'ami_release', such as {_FORMS[pool.os]}"
            yield error(__name__, f"{pool.where}.ami_release", message, fix, f"{pool.where}.os", "provisioner")
            continue
        if ("." in release) == bottlerocket:
            continue
        message = f"{release!r} is not a release of {pool.os}; its releases look like {_FORMS[pool.os]}"
        fix = f"write a release of that form, or 'os: {'bottlerocket' if '.' in release else 'al2023'}'"
        yield error(__name__, f"{pool.where}.ami_release", message, fix, f"{pool.where}.os", "provisioner")
