"""`eks-gpu alerts` and `eks-gpu dashboard` as they are typed."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import ClusterFile


@command("alerts")
def print_alerts(
    file: ClusterFile = None,
    *,
    operator: Annotated[
        bool, typer.Option("--operator", help="Print a PrometheusRule for the Prometheus Operator, for kubectl apply.")
    ] = False,
) -> None:
    """Print Prometheus alert rules for the cluster.

    Exit codes: 0 printed, 2 the file has problems.
    """
    from eks_gpu.cli import monitoring  # noqa: PLC0415 - each command loads what it needs

    ends(monitoring.alerts(file, operator=operator))


@command("dashboard")
def print_dashboard(file: ClusterFile = None) -> None:
    """Print a Grafana dashboard of the cluster's GPUs.

    Exit codes: 0 printed, 2 the file has problems.
    """
    from eks_gpu.cli import monitoring  # noqa: PLC0415 - as above

    ends(monitoring.dashboard(file))
