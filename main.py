"""Synthesize the stacks of every cluster in `clusters/`, or of those that EKS_GPU_CLUSTERS names."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# If eks-gpu is not installed, its source is here; the folder is not a package (docs/decisions).
sys.path.insert(1, str(ROOT / "constructs"))

from eks_gpu.cluster_files import keeps_going  # noqa: E402 - after the path above
from eks_gpu.guard import ended, guarded  # noqa: E402 - after the path above
from eks_gpu.lazy import ahead  # noqa: E402 - after the path above
from eks_gpu.models import prefer_kept  # noqa: E402 - after the path above


def main() -> int:
    """Do what `eks-gpu synth` does, for the clusters of this folder."""
    ahead.start()
    prefer_kept()
    from eks_gpu.synthesis import Order, synthesize  # noqa: PLC0415 - while the engine starts

    return synthesize(Order(ROOT, keep_going=keeps_going(sys.argv[1:], os.environ)))


if __name__ == "__main__":
    # A process of two seconds whose objects live to its end: collecting garbage finds none and takes a tenth of them.
    gc.disable()
    ended(guarded("eks-gpu", main))
