"""What an alert is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["critical", "warning", "info"]

GPU = "hostname, gpu, UUID, modelName, GPU_I_ID, GPU_I_PROFILE"
"""Labels that name a GPU, or a MIG slice of one. Expressions take `max by` them: a Prometheus that keeps the exporter's
own pod as a label would else start an alert anew whenever that pod does."""
POD = f"namespace, pod, {GPU}"
"""The same with the pod that holds it."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One alert.

    Attributes:
        group: Group of rules it belongs to; Prometheus evaluates those of a group one after the other.
        name: In the alert's label `alertname`.
        expression: In PromQL; what it yields goes off.
        lasting: How long it must have done so, as Prometheus writes durations; empty for at once.
        severity: `critical` costs money or work now, `warning` will, `info` is worth knowing.
        summary: One line, with labels of what goes off.
        description: What it means and what to do.
        labels: More labels, by which alerts of one name differ.
    """

    group: Literal["eks-gpu-use", "eks-gpu-health", "eks-gpu-scaling"]
    name: str
    expression: str
    lasting: str
    severity: Severity
    summary: str
    description: str
    labels: Mapping[str, str] = field(default_factory=dict)
