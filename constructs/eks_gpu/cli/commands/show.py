"""`eks-gpu show` as it is typed."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import AsJson, ClusterFile, Table, TableOutput, is_json


@command("show")
def show_declaration(
    file: ClusterFile = None,
    *,
    all_fields: Annotated[
        bool, typer.Option("--all", help="Include the defaults of fields that no file sets.")
    ] = False,
    output: TableOutput = Table.TEXT,
    as_json: AsJson = False,
) -> None:
    """Print a cluster file merged with the files it extends and the shared defaults.

    Exit codes: 0 clean, 1 problems, 2 unreadable file.
    """
    from eks_gpu.cli import show  # noqa: PLC0415 - each command loads what it needs

    ends(show.run(file, all_fields=all_fields, as_json=is_json(output, as_json=as_json)))
