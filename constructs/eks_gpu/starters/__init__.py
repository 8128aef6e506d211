"""The files that `eks-gpu init` writes: a cluster file that passes all checks, and the files around it."""

from __future__ import annotations

from eks_gpu.starters.choices import NoChoiceError, default_gpu, gpu_type, subnets, zones
from eks_gpu.starters.texts import Project, cluster_file, files

__all__ = ["NoChoiceError", "Project", "cluster_file", "default_gpu", "files", "gpu_type", "subnets", "zones"]
