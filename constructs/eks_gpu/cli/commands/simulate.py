"""`eks-gpu simulate` as it is typed."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import AsJson, ClusterFile, Manifests, PriceFile, Table, TableOutput, is_json


@command("simulate")
def simulate_pods(
    file: ClusterFile = None,
    *,
    submit: Annotated[
        list[str] | None,
        typer.Option(
            help="Pods that arrive, at the start or at a later time; repeat for more.", metavar="WORKLOAD[=N][@TIME]"
        ),
    ] = None,
    until: Annotated[str, typer.Option(metavar="TIME", help="Length of the simulation.")] = "2h",
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="Random seed for Spot refusals; the same seed gives the same result.")
    ] = 0,
    spot_refusal: Annotated[
        float, typer.Option(metavar="SHARE", help="Probability from 0 to 1 that EC2 refuses a request for Spot nodes.")
    ] = 0.0,
    boot: Annotated[
        str, typer.Option(metavar="TIME", help="Time from the request for a node until its GPUs are available.")
    ] = "4m",
    device_delay: Annotated[
        str, typer.Option(metavar="TIME", help="Part of --boot that follows after the node is Ready.")
    ] = "60s",
    run_for: Annotated[str, typer.Option(metavar="TIME", help="Running time of each pod of a job.")] = "30m",
    output: TableOutput = Table.TEXT,
    as_json: AsJson = False,
    manifests: Manifests = None,
    prices: PriceFile = None,
) -> None:
    """Simulate, minute by minute, what happens when pods arrive.

    Exit codes: 0 all pods started, 1 some never started, 2 unreadable file.
    """
    from eks_gpu.cli import simulate  # noqa: PLC0415 - each command loads what it needs

    settings = simulate.Options(until, seed, spot_refusal, boot, run_for, device_delay, prices)
    form = is_json(output, as_json=as_json)
    ends(simulate.run(file, submit or [], settings, as_json=form, manifests=manifests or ()))
