"""`eks-gpu synth` as it is typed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.hcl import OUTPUT_HCL
from eks_gpu.lazy import ahead


@command("synth")
def write_terraform(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Cluster files, or folders that contain them; default: those of clusters/ that the settings choose.",
            metavar="FILE...",
        ),
    ] = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Output folder; default: CDKTF_OUTDIR, or else cdktf.out. Local state lies next to it, in .state.",
        ),
    ] = None,
    hcl: Annotated[bool, typer.Option("--hcl", help="Write HCL instead of JSON.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Let a file with errors stop only its own cluster.")
    ] = False,
) -> None:
    """Check cluster files and write the Terraform of their stacks.

    Needs an engine, from `pipx install 'eks-gpu[cdktf]'`, but neither the CDKTF command line nor an AWS account.

    Exit codes: 0 written, 1 problems, 2 no engine, or a fault of the machine.
    """
    if hcl:
        os.environ[OUTPUT_HCL] = "true"
    ahead.start()
    from eks_gpu.cli import synth  # noqa: PLC0415 - each command loads what it needs, here while the engine starts

    ends(synth.run(files or [], out=out, keep_going=keep_going))
