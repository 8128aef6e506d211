"""The edit changes where Terraform keeps its state.

**Why.** State does not move by itself. With another backend Terraform finds none, and plans to make everything a second
time; the names that are taken already make the apply fail half-way.

**Fix.** In every stack's folder run `terraform init -migrate-state` before the next plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the backends."""
    if old.spec.backend != new.spec.backend:
        message = "the state stays where it is; Terraform would find none and plan to make everything again"
        fix = "run 'terraform init -migrate-state' in each folder of cdktf.out/stacks before the next plan"
        yield warning(__name__, "backend", message, fix)
