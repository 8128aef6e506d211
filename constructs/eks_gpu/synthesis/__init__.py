"""From cluster files to Terraform: what `main.py` and `eks-gpu synth` do."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from eks_gpu.synthesis.engine import missing

if TYPE_CHECKING:
    from eks_gpu.synthesis.run import Order as Order
    from eks_gpu.synthesis.run import synthesize as synthesize

__all__ = ["Order", "missing", "synthesize"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    """Load the part that reads clusters with its first use, because `eks-gpu --version` needs only the engine."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"{__name__}.run"), name)
