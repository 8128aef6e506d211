"""`eks-gpu doctor` as it is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import ClusterFile, Findings, FindingsOutput


@command("doctor")
def examine_cluster(
    file: ClusterFile = None,
    *,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="Folder of recorded output, a single file, or - for standard input, read instead of the cluster.",
        ),
    ] = None,
    kubeconfig: Annotated[
        str, typer.Option(metavar="FILE", help="Kubeconfig file for kubectl; default: the one that kubectl chooses.")
    ] = "",
    context: Annotated[
        str, typer.Option(metavar="NAME", help="Context of the kubeconfig; default: the current one.")
    ] = "",
    commands: Annotated[bool, typer.Option("--commands", help="Print a script that records such a folder.")] = False,
    redact: Annotated[
        bool, typer.Option("--redact", help="With --commands: print what the script keeps of each answer, and stop.")
    ] = False,
    output: FindingsOutput = Findings.TEXT,
) -> None:
    """Find out what is wrong with a running cluster, and print the next step; change nothing.

    With - or a text file instead, read pasted text: output of kubectl, aws and terraform, logs, a whole session.

    Exit codes: 0 no problem found, 1 problems, 2 nothing could be examined.
    """
    from eks_gpu.cli import doctor  # noqa: PLC0415 - each command loads what it needs

    if redact:
        ends(doctor.explain(print_commands=commands))
        return
    source = doctor.Source(folder, kubeconfig, context)
    ends(doctor.run(file, source, form=output.value, print_commands=commands))
