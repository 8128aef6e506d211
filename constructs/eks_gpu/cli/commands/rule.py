"""`eks-gpu rule` as it is typed."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import Table, TableOutput


@command("rule")
def print_rules(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of rules, edits or findings, as messages print them in brackets.", metavar="ID..."),
    ] = None,
    *,
    output: TableOutput = Table.TEXT,
) -> None:
    """Explain rules and findings by id: the reason, the fix, a bad and a good example. Without an id, list all.

    Exit codes: 0 printed, 2 unknown id.
    """
    from eks_gpu.cli import rule  # noqa: PLC0415 - each command loads what it needs

    ends(rule.run(ids or [], form=output.value))
