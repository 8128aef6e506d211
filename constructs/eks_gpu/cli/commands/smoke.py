"""`eks-gpu smoke` as it is typed."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import ClusterFile


@command("smoke")
def print_smoke_tests(
    file: ClusterFile = None,
    *,
    group: Annotated[str | None, typer.Option(metavar="NAME", help="Test only this GPU group.")] = None,
    workloads: Annotated[
        bool,
        typer.Option(
            "--workloads", help="Print entries for `workloads` of the cluster file, instead of manifests for kubectl."
        ),
    ] = False,
) -> None:
    """Print Jobs that test GPU groups, for `kubectl apply -f -`.

    Exit codes: 0 printed, 1 errors in the file, 2 unreadable file.
    """
    from eks_gpu.cli import smoke  # noqa: PLC0415 - each command loads what it needs

    ends(smoke.run(file, group, as_workloads=workloads))
