"""The MIG parts of a GPU do not fit on it.

**Why.** A part takes compute slices, of which most GPUs have seven, and memory slices, of which they have eight: `3g`
twice leaves one compute slice and no memory for a `1g` (NVIDIA MIG user guide). The driver refuses what does not fit,
and the node never joins.

**Fix.** Fewer or smaller parts; the message says what the GPU has, and what is asked of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.design.sharing import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Lay the parts of one GPU out."""
    for group in design.gpu_groups:
        model, cut = catalog.gpu_model(group.gpu), group.spec.sharing.mig
        if not isinstance(cut, dict) or not all(model.mig_profile(name) for name in cut) or layout(cut, model):
            continue
        profiles = [(found, count) for name, count in cut.items() if (found := model.mig_profile(name))]
        compute = sum(profile.slices * count for profile, count in profiles)
        memory = sum(profile.memory_slices * count for profile, count in profiles)
        message = (
            f"these parts take {compute} compute and {memory} memory slices of each {model.model}, which has "
            f"{model.mig_slices} and {model.mig_memory_slices}"
        )
        where = f"{group.where}.sharing.mig"
        fix = "take fewer or smaller parts"
        yield error(__name__, where, message, fix, where, f"{group.where}.instance_types")
