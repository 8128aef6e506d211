"""From cluster files to Terraform: what `main.py` and `eks-gpu synth` do."""

from __future__ import annotations

from eks_gpu.synthesis.engine import missing
from eks_gpu.synthesis.run import Order, synthesize

__all__ = ["Order", "missing", "synthesize"]
