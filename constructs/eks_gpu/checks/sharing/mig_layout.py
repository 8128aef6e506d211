"""The requested MIG slices do not fit on a GPU.

**Why.** Each MIG slice takes compute slices, of which most GPUs have seven, and memory slices, of which they have
eight: two `3g` leave one compute slice and no memory for a `1g` (NVIDIA MIG user guide). The driver refuses a layout
that does not fit, and the node never joins.

**Fix.** Request fewer or smaller slices; the message lists what the GPU has and what the layout needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.design.sharing.group_sharing import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    sharing:
      mig: {3g.40gb: 2, 1g.10gb: 1}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    sharing:
      mig: {3g.40gb: 1, 2g.20gb: 2}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Lay out the slices of one GPU."""
    for group in design.gpu_nodes:
        model, cut = catalog.gpu_model(group.gpu), group.spec.sharing.mig
        if not isinstance(cut, dict) or not all(model.mig_profile(name) for name in cut) or layout(cut, model):
            continue
        profiles = [(found, count) for name, count in cut.items() if (found := model.mig_profile(name))]
        compute = sum(profile.slices * count for profile, count in profiles)
        memory = sum(profile.memory_slices * count for profile, count in profiles)
        message = (
            f"this layout needs {compute} compute and {memory} memory slices of each {model.model}, which has "
            f"{model.mig_slices} and {model.mig_memory_slices}"
        )
        where = f"{group.where}.sharing.mig"
        fix = "request fewer or smaller slices"
        yield error(__name__, where, message, fix, where, f"{group.where}.instance_types")
