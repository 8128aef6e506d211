"""`eks-gpu schema` as it is typed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command


@command("schema")
def print_schema(
    *,
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Print the schema for overlay files, in which no field is required.")
    ] = False,
) -> None:
    """Print the JSON Schema of cluster files, for editors."""
    from eks_gpu.cli import schema  # noqa: PLC0415 - each command loads what it needs

    sys.stdout.write(schema.overlay_schema() if overlay else schema.schema())
