"""The part of the suite that runs now; imported by a second engine's process too, which has no packages for tests."""

from __future__ import annotations

import os

# Which of the Makefile's targets runs: `fast`, `pure` or `real`; without a name everything runs.
STAGE = os.environ.get("EKS_GPU_STAGE", "")
FAST = STAGE == "fast"
