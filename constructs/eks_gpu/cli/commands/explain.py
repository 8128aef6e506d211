"""`eks-gpu explain` as it is typed."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import Manifests, PriceFile, Table, TableOutput


@command("explain")
def explain_workload(
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FILE]", help="Cluster file, or - for standard input; default: the one that has the workload."
        ),
    ],
    workload: Annotated[
        str | None, typer.Argument(metavar="WORKLOAD", help="Name of a workload, or namespace/name.")
    ] = None,
    *,
    output: TableOutput = Table.TEXT,
    manifests: Manifests = None,
    prices: PriceFile = None,
) -> None:
    """Explain for each group, with all numbers, why a workload runs there or not.

    Exit codes: 0 it runs, 1 it does not run, 2 unreadable file.
    """
    from eks_gpu.cli import explain  # noqa: PLC0415 - each command loads what it needs

    named = file if workload is not None else None
    as_json = output == Table.JSON
    ends(explain.run(named, workload or file, as_json=as_json, manifests=manifests or (), prices=prices))
