"""`eks-gpu instances` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from eks_gpu.cli.frame.app import command, ends
from eks_gpu.cli.frame.options import AsJson, PriceFile, Table, TableOutput, is_json


class Sorting(StrEnum):
    """Order of the rows."""

    GPU = "gpu"
    PRICE = "price"


@command("instances")
def list_instances(
    *,
    gpu: Annotated[str | None, typer.Option(metavar="MODEL", help="GPU model, or part of its name.")] = None,
    min_gpu_memory_gib: Annotated[
        float | None, typer.Option(metavar="GIB", help="Minimum memory of one GPU, in GiB.")
    ] = None,
    region: Annotated[str | None, typer.Option(metavar="REGION", help="Only types that this region offers.")] = None,
    mig: Annotated[bool, typer.Option("--mig", help="Only types whose GPUs support MIG.")] = False,
    efa: Annotated[bool, typer.Option("--efa", help="Only types that support EFA.")] = False,
    sort: Annotated[
        Sorting, typer.Option(metavar="KEY", help="Order of the rows: gpu (its memory and number) or price.")
    ] = Sorting.GPU,
    prices: PriceFile = None,
    output: TableOutput = Table.TEXT,
    as_json: AsJson = False,
) -> None:
    """List the GPU instance types of the catalogue."""
    from eks_gpu.cli import instances  # noqa: PLC0415 - each command loads what it needs

    as_json = is_json(output, as_json=as_json)
    wanted = instances.Wanted(gpu, min_gpu_memory_gib, region, mig, efa, sort == Sorting.PRICE, prices)
    ends(instances.run(wanted, as_json=as_json))
