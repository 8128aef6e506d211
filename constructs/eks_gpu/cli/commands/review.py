"""`eks-gpu review` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends


class PageFormat(StrEnum):
    """Output format of a review."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    CONCISE = "concise"


@command("review")
def review_plans(
    plans: Annotated[
        list[Path],
        typer.Argument(
            help="Plans written by `terraform show -json`, of one or several stacks, or - for standard input.",
            metavar="PLAN...",
        ),
    ],
    *,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PLAN", help="Earlier plan; report what was added, removed or changed since. Repeat for more."
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="Exit with 1 from this level on: change, interrupt (work stops), replace, destroy, lose (forever).",
            metavar="LEVEL",
        ),
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Hourly prices, as YAML or JSON; also report the cost.")
    ] = None,
    declaration: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Cluster file; also report the findings of the checks.")
    ] = None,
    output: Annotated[
        PageFormat,
        typer.Option(
            "--output",
            "-o",
            "--format",
            metavar="FORMAT",
            help="Output format: text, markdown, html, json, sarif, github (annotations) or concise (one line each).",
        ),
    ] = PageFormat.TEXT,
) -> None:
    """Show what plans do to a running cluster.

    Exit codes: 0 nothing speaks against them, 1 --fail-on, --against or an error does, 2 unreadable file.
    """
    from eks_gpu.cli import review  # noqa: PLC0415 - each command loads what it needs

    ends(review.run(plans, review.Options(output.value, against or [], fail_on, prices, declaration)))
