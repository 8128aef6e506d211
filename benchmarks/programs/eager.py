"""The app of this repository with the bindings as their makers load them, and without its early end.

    python benchmarks/programs/eager.py

EKS_GPU_EAGER_BINDINGS turns the lazy bindings off.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import main

if __name__ == "__main__":
    sys.exit(main.main())
