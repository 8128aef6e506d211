"""Bottlerocket cannot partition the group's GPUs as the cluster file requests.

**Why.** Bottlerocket's settings name one profile for all GPUs of a model, and its MIG manager knows only A100, H100,
H200 and B200. It silently treats a profile that it does not know, including `4g`, as the whole GPU (bottlerocket.dev,
`kubelet-device-plugins`; its `mig_profile.rs`).

**Fix.** Write `os: al2023`, which supports every layout; or one of the profiles that the message lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    os: bottlerocket
    sharing:
      mig: {3g.40gb: 1, 1g.10gb: 2}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    os: al2023
    sharing:
      mig: {3g.40gb: 1, 1g.10gb: 2}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the requested profiles with those that the MIG manager knows."""
    for group in design.gpu_nodes:
        model, cut = catalog.gpu_model(group.gpu), group.spec.sharing.mig
        if group.os != "bottlerocket" or cut is None or not model.mig_profiles:
            continue
        known, where = model.bottlerocket_profiles, f"{group.where}.sharing.mig"
        if not known:
            message = f"Bottlerocket's MIG manager does not know the {model.model} by name"
        elif not isinstance(cut, str):
            message = (
                "Bottlerocket partitions all GPUs into slices of one profile; only AL2023 supports counts by profile"
            )
        elif model.mig_profile(cut) and cut not in known:
            message = f"Bottlerocket treats {cut} as the whole GPU; for a {model.model} it knows {listed(known)}"
        else:
            continue
        fix = f"write 'os: al2023'{f', or one profile such as {known[0]}' if known else ''}"
        yield error(__name__, where, message, fix, f"{group.where}.os", f"{group.where}.instance_types")
