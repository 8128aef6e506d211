"""Arguments and options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Findings(StrEnum):
    """Output format of findings."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    CONCISE = "concise"


class Table(StrEnum):
    """Output format of figures."""

    TEXT = "text"
    JSON = "json"


# `--format` is the spelling of earlier versions.
FindingsOutput = Annotated[
    Findings,
    typer.Option(
        "--output",
        "-o",
        "--format",
        metavar="FORMAT",
        help="Output format: text, json, sarif, github (annotations) or concise (one line each).",
    ),
]
TableOutput = Annotated[
    Table, typer.Option("--output", "-o", "--format", metavar="FORMAT", help="Output format: text or json.")
]
# The former spelling of `--output json`.
AsJson = Annotated[bool, typer.Option("--json", hidden=True, help="Output as JSON.")]
ClusterFile = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="Cluster file, or - for standard input; default: the only one in clusters/."),
]


def is_json(output: Table, *, as_json: bool) -> bool:
    """Whether JSON is asked for, in either spelling."""
    return as_json or output == Table.JSON


Manifests = Annotated[
    list[str] | None,
    typer.Option(
        "--manifests",
        help="Kubernetes manifests that others wrote: a file, a folder, or - for standard input. Repeat for more.",
        metavar="PATH",
    ),
]
PriceFile = Annotated[
    Path | None,
    typer.Option(
        "--prices", metavar="FILE", help="Hourly prices, as YAML or JSON; default: AWS's list prices, where known."
    ),
]
