"""Taints on the nodes of a group."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.words import Field
from eks_gpu.spec.model import LabelKey, LabelValue, SpecModel, TaintEffect


class TaintSpec(SpecModel):
    """A taint on the nodes of a group."""

    key: Annotated[LabelKey, Field(description="Taint key.")]
    value: Annotated[
        LabelValue,
        Field(
            min_length=1,
            description="Taint value; required, because the autoscaler drops a taint without a value and then requests "
            "nodes that no pod can use.",
        ),
    ]
    effect: Annotated[
        TaintEffect,
        Field(description="Effect on pods that do not tolerate the taint: NoSchedule, PreferNoSchedule or NoExecute."),
    ]
