"""`eks-gpu init` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends


class Starter(StrEnum):
    """A cluster file to begin with."""

    QUICKSTART = "quickstart"
    SERVING = "serving"
    TRAINING = "training"
    NOTEBOOKS = "notebooks"
    EXISTING = "existing"


class Pipeline(StrEnum):
    """A pipeline to begin with."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


@command("init")
def start_project(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Folder to write into; default: the current one.")
    ] = None,
    *,
    template: Annotated[
        Starter | None,
        typer.Option(
            metavar="NAME", help="Cluster to begin with: quickstart, serving, training, notebooks or existing."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the cluster; default: that of the template, except existing."),
    ] = None,
    region: Annotated[str | None, typer.Option(metavar="REGION", help="AWS region; default: us-west-2.")] = None,
    gpu: Annotated[
        str | None,
        typer.Option(metavar="GPU", help="GPU model, such as L4, or instance type, such as g6.xlarge."),
    ] = None,
    cidr: Annotated[
        str | None,
        typer.Option(metavar="BLOCK", help="Addresses that may reach the Kubernetes API, such as 198.51.100.7/32."),
    ] = None,
    subnets: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE=ID,…", help="With existing: private subnets of the GPU nodes, by zone, separated by commas."
        ),
    ] = None,
    pipeline: Annotated[
        Pipeline | None, typer.Option(metavar="HOST", help="Pipeline to write too: github, gitlab or none.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take the defaults.")] = False,
) -> None:
    """Write a cluster file that passes all checks, cdktf.json, .gitignore and, on request, a pipeline.

    Asks on a terminal for whatever no option says. Never overwrites: if a file is there, nothing is written.

    Exit codes: 0 written, 1 the cluster would have problems, 2 a file is there already, or an option is wrong.
    """
    from eks_gpu.cli import init  # noqa: PLC0415 - each command loads what it needs

    wanted = init.Answers(
        template=template.value if template else None,
        name=name,
        region=region,
        gpu=gpu,
        cidr=cidr,
        pipeline=pipeline.value if pipeline else None,
        subnets=subnets,
    )
    ends(init.run(folder or Path(), wanted, ask=not yes))
