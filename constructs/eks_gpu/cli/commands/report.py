"""`eks-gpu report` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import Manifests, PriceFile


class Drawn(StrEnum):
    """Form of the report."""

    HTML = "html"
    SVG = "svg"


@command("report")
def report_clusters(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Cluster files, folders that contain them, or - for standard input; default: clusters/.",
            metavar="FILE...",
        ),
    ] = None,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="File to write; a folder for several clusters; - prints the page. Default: report.html, or the folder "
            "report.",
        ),
    ] = None,
    form: Annotated[
        Drawn,
        typer.Option(
            "--format", metavar="FORMAT", help="Form: html (the whole page) or svg (the drawing of the cluster)."
        ),
    ] = Drawn.HTML,
    previous: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Earlier version of the file; the page also shows the edits since then."),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            help="Git revision; the pages also show the edits since then, as --previous does for one file.",
            metavar="REVISION",
        ),
    ] = "",
    manifests: Manifests = None,
    prices: PriceFile = None,
) -> None:
    """Write a page about clusters to look at: drawing, verdicts, costs, quotas, security, a simulated day.

    Exit codes: 0 written, 1 written, and a file has errors, 2 unreadable file or nothing written.
    """
    from eks_gpu.cli import report  # noqa: PLC0415 - each command loads what it needs

    wanted = report.Wanted(output, form.value, previous, since, tuple(manifests or ()), prices)
    ends(report.run(files or [], wanted))
