"""`eks-gpu check` as it is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import Findings, FindingsOutput, Manifests, PriceFile


@command("check")
def check_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Cluster files, folders that contain them, or - for standard input; default: clusters/.",
            metavar="FILE...",
        ),
    ] = None,
    *,
    output: FindingsOutput = Findings.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")] = False,
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Earlier version of the file; also report what the edit does to a running cluster.",
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            help="Git revision; compare all files with it, as --previous does for one file.", metavar="REVISION"
        ),
    ] = "",
    manifests: Manifests = None,
    prices: PriceFile = None,
    max_hourly: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="AMOUNT",
            help="Report an error if an hour with every group at its maximum costs more; in the prices' currency.",
        ),
    ] = None,
) -> None:
    """Check cluster files and show where each workload runs.

    Exit codes: 0 clean, 1 problems, 2 unreadable file.
    """
    from eks_gpu.cli import check  # noqa: PLC0415 - each command loads what it needs

    ends(
        check.run(
            files or [],
            form=output.value,
            strict=strict,
            previous=previous,
            since=since,
            manifests=manifests or (),
            money=check.Money(prices, max_hourly),
        )
    )
