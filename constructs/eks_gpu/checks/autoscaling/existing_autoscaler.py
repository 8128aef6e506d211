"""Settings of the autoscaler are written, but others run it.

**Why.** With `kind: existing` eks-gpu sets no flag of the Cluster Autoscaler and creates no list of priorities. The
simulation believes what the file says, so what the file says must be true of the autoscaler there. Settings of a group
(`autoscaling`) take effect all the same, because they are tags of its Auto Scaling groups.

**Fix.** Give the other autoscaler these flags and ignore the finding, or remove the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import gpu_groups
from eks_gpu.design.cluster.owners import autoscaler_kind
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FLAGS = {
    "expander": "expander",
    "max_node_provision_time": "max-node-provision-time",
    "scale_down_unneeded": "scale-down-unneeded-time",
    "scale_down_delay_after_add": "scale-down-delay-after-add",
    "gpu_utilization_threshold": "scale-down-gpu-utilization-threshold",
}

BAD = """\
autoscaler: {kind: existing, scale_down_unneeded: 30m}
"""
GOOD = """\
autoscaler: {kind: existing}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for settings that only an own autoscaler gets."""
    spec = design.spec
    if autoscaler_kind(spec) != "existing":
        return
    written = {field: getattr(spec.autoscaler, field) for field in _FLAGS if field in spec.autoscaler.model_fields_set}
    if written:
        flags = listed(f"--{_FLAGS[field]}={value}" for field, value in written.items())
        message = f"others run the autoscaler, so eks-gpu does not set {flags}"
        fix = f"give it these flags, or remove {listed(written)}"
        yield warning(__name__, f"autoscaler.{next(iter(written))}", message, fix, "existing_cluster")
    ranked = [(where, group) for where, group in gpu_groups(spec) if group.priority]
    if ranked:
        patterns = listed(
            f"{group.spec.priority}: {node_group.auto_scaling_pattern}"
            for group in design.gpu_groups
            if group.spec.priority
            for node_group in group.node_groups
        )
        message = "others run the autoscaler, and only its ConfigMap cluster-autoscaler-priority-expander ranks groups"
        fix = f"add these patterns to it ({patterns}), with '--expander=priority', or remove 'priority'"
        yield warning(__name__, f"{ranked[0][0]}.priority", message, fix, "autoscaler", "existing_cluster")
