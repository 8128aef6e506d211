"""`eks-gpu import` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import Table


class Original(StrEnum):
    """The original of a cluster file."""

    EKSCTL = "eksctl"
    LIVE = "live"
    PLAN = "plan"


@command("import")
def import_cluster(
    original: Annotated[
        Original,
        typer.Argument(
            metavar="ORIGINAL",
            help="Original: eksctl (a ClusterConfig), plan (Terraform) or live (a running cluster).",
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE...]",
            help="The ClusterConfig, or plans and states as `terraform show -json` prints them; - for standard input.",
        ),
    ] = None,
    *,
    folder: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Folder that the script of --commands has gathered, for live."),
    ] = None,
    commands: Annotated[
        bool, typer.Option("--commands", help="Print a script that gathers such a folder; needs --name and --region.")
    ] = False,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Name of the cluster, if there are several; for --commands too.")
    ] = "",
    region: Annotated[str, typer.Option(metavar="REGION", help="AWS region of the cluster, for --commands.")] = "",
    existing: Annotated[
        bool, typer.Option("--existing", help="Leave control plane and network to whoever made them, as live does.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File to write; default: standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file of --out.")] = False,
    output: Annotated[
        Table,
        typer.Option("--output", metavar="FORMAT", help="Output format: text (the cluster file) or json (with notes)."),
    ] = Table.TEXT,
) -> None:
    """Write a cluster file from a ClusterConfig of eksctl, a Terraform plan or a running cluster.

    Comments in the file, and a summary on standard error, say what could not be carried over; secrets and user data
    never are. The file is then checked, and the findings are printed too. Nothing in AWS changes.

    Exit codes: 0 complete, 1 something is missing or the check finds errors, 2 nothing was written.
    """
    from eks_gpu.cli import import_  # noqa: PLC0415 - each command loads what it needs

    wanted = import_.Wanted(original.value, tuple(files or ()), folder, name, region, existing=existing)
    target = import_.Target(None if out and str(out) == "-" else out, force=force, form=output.value)
    ends(import_.commands(wanted) if commands else import_.run(wanted, target))
