"""`eks-gpu dashboard` as it is typed."""

from __future__ import annotations

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import ClusterFile


@command("dashboard")
def print_dashboard(file: ClusterFile = None) -> None:
    """Print a Grafana dashboard of the cluster's GPUs.

    Exit codes: 0 printed, 2 the file has problems.
    """
    from eks_gpu.cli import monitoring  # noqa: PLC0415 - each command loads what it needs

    ends(monitoring.dashboard(file))
