"""A MIG profile does not exist on the group's GPU.

**Why.** The names contain the memory of a slice, so they differ between GPUs of the same model: `1g.5gb` is for an A100
with 40 GB, `1g.10gb` for one with 80 GB. The driver refuses a name that it does not know, and the node never joins.

**Fix.** Write one of the profiles that the message lists.
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
    sharing:
      mig: 1g.5gb
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max_per_zone: 2
    sharing:
      mig: 1g.10gb
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look up every profile."""
    for group in design.gpu_nodes:
        model, cut = catalog.gpu_model(group.gpu), group.spec.sharing.mig
        known = [profile.name for profile in model.mig_profiles]
        if cut is None or not known:
            continue
        where = f"{group.where}.sharing.mig"
        for name in [cut] if isinstance(cut, str) else cut:
            if name in known:
                continue
            of = f"a {model.model} with {round(model.memory_mib / 1024)} GiB ({group.types[0].name})"
            message = f"{name!r} is not a profile of {of}, which has {listed(known)}"
            here = where if isinstance(cut, str) else f"{where}.{name}"
            yield error(__name__, here, message, f"write {_meant(name, known)}", where, f"{group.where}.instance_types")


def _meant(name: str, known: list[str]) -> str:
    """The first profile with as many compute slices."""
    return next((one for one in known if one.partition("g")[0] == name.partition("g")[0]), f"one of {listed(known)}")
