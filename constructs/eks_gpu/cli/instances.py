"""`eks-gpu instances`: the GPU instance types of the catalogue, or those of one region."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.cli._print import say
from eks_gpu.costs import USUAL_REGION, prices_of
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eks_gpu.catalog import Gpu, InstanceType
    from eks_gpu.costs import Prices


@dataclass(frozen=True)
class Row:
    """An instance type, in the units that people compare.

    Attributes:
        name: Name of the type, such as `g5.xlarge`.
        gpus: Number of GPUs that pods see.
        gpu: GPU model.
        gpu_memory_gib: Memory of each GPU, in GiB.
        compute_capability: CUDA compute capability of the model, such as `8.9`.
        vcpus: Number of virtual CPUs.
        memory_gib: Memory of the instance, in GiB.
        efa: Largest number of EFA interfaces.
        mig: Whether its GPUs support MIG.
        disk_gib: Total size of the local disks, in GiB.
        zones: Zones of the region that offer the type; empty if no region was given.
        price_per_hour: On-Demand price of an hour in that region, or in us-east-1; None if no price is known.
    """

    name: str
    gpus: int
    gpu: str
    gpu_memory_gib: float
    compute_capability: str
    vcpus: int
    memory_gib: float
    efa: int
    mig: bool
    disk_gib: int
    zones: tuple[str, ...] = ()
    price_per_hour: float | None = None


@dataclass(frozen=True)
class Wanted:
    """Options that choose and sort the types, as they were typed."""

    gpu: str | None = None
    min_gpu_memory_gib: float | None = None
    region: str | None = None
    mig: bool = False
    efa: bool = False
    by_price: bool = False
    prices: Path | None = None


def run(wanted: Wanted, *, as_json: bool) -> int:
    """Print the types that match; 2 if an option is wrong."""
    refusal = _refusal(wanted.gpu, wanted.region)
    if refusal:
        say(f"eks-gpu instances: {refusal}")
        return 2
    prices = prices_of(wanted.region or USUAL_REGION)
    if wanted.prices:
        from eks_gpu.costs.price_file import PricesError, read_prices  # noqa: PLC0415 - few name a file

        try:
            prices = read_prices(wanted.prices)
        except PricesError as error:
            say(f"eks-gpu instances: {error}")
            return 2
    found = rows(wanted, prices)
    print(json.dumps([asdict(row) for row in found], indent=2) if as_json else table(found, wanted, prices))
    return 0


def rows(wanted: Wanted = Wanted(), prices: Prices | None = None) -> list[Row]:
    """Types with NVIDIA GPUs, by memory of the GPU, number of GPUs and size; or by price, without a price last."""
    found = [row for row in _all(wanted.region, prices) if wanted.gpu is None or wanted.gpu.lower() in row.gpu.lower()]
    found = [row for row in found if row.gpu_memory_gib >= (wanted.min_gpu_memory_gib or 0)]
    found = [row for row in found if (row.mig or not wanted.mig) and (row.efa or not wanted.efa)]
    found = sorted(found, key=lambda row: (row.gpu_memory_gib, row.gpu, row.gpus, row.vcpus, row.name))
    if wanted.by_price:
        found.sort(key=lambda row: (row.price_per_hour is None, row.price_per_hour or 0.0))
    return found


def table(found: Sequence[Row], wanted: Wanted, prices: Prices | None) -> str:
    """The rows as a table of at most 80 columns."""
    if not found:
        return "no instance type matches all options; remove one"
    unit = f"{prices.currency}/h" if prices else ""
    head = ("type", "n", "gpu", "GiB", "CC", "vCPU", "GiB", "EFA", "MIG", "disk", unit)
    lines = [_line(head), *(_line(_cells(row)) for row in found)]
    where = f" in {wanted.region}" if wanted.region else ""
    notes = ["GiB of one GPU and of the instance", "CC: compute capability", "disk in TiB"]
    notes += [f"prices {prices.origin}"] if prices else []
    count = f"{len(found)} type{'' if len(found) == 1 else 's'}{where}; AWS's names; {'; '.join(notes)}"
    return "\n".join([*lines, textwrap.fill(count, 80)])


def _line(cells: Sequence[str]) -> str:
    name, gpus, gpu, each, capability, vcpus, memory, efa, mig, disk, price = cells
    machine = f"{vcpus:>5}{memory:>5}{efa:>4}{mig:>4}{disk:>5}{price:>8}"
    return f"{name:16}{gpus:>2} {gpu:19}{each:>6}{capability:>5}{machine}".rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        str(row.gpus),
        row.gpu,
        f"{row.gpu_memory_gib:g}",
        row.compute_capability,
        str(row.vcpus),
        f"{row.memory_gib:g}",
        str(row.efa or "-"),
        "yes" if row.mig else "-",
        f"{row.disk_gib / 1024:.1f}" if row.disk_gib else "-",
        "?" if row.price_per_hour is None else f"{row.price_per_hour:,.2f}",
    )


def _all(region: str | None, prices: Prices | None) -> Iterator[Row]:
    for kind in catalog.instance_types().values():
        zones = tuple(sorted(catalog.zones_offering(kind.name, region))) if region else ()
        if kind.gpu and kind.gpu.manufacturer == "NVIDIA" and (zones or not region):
            price = prices.node([kind.name], spot=False) if prices else None
            yield replace(_row(kind, kind.gpu, zones), price_per_hour=price)


def _row(kind: InstanceType, gpu: Gpu, zones: tuple[str, ...]) -> Row:
    return Row(
        name=kind.name,
        gpus=gpu.count,
        gpu=gpu.model,
        gpu_memory_gib=round(gpu.memory_mib / 1024, 1),
        compute_capability=".".join(map(str, catalog.gpu_model(gpu).compute_capability)),
        vcpus=kind.vcpus,
        memory_gib=round(kind.memory_mib / 1024, 1),
        efa=kind.efa_max,
        # A fraction of a GPU cannot be partitioned further.
        mig=catalog.gpu_model(gpu).mig and gpu.fraction == 1,
        disk_gib=kind.instance_store_gib,
        zones=zones,
    )


def _refusal(gpu: str | None, region: str | None) -> str | None:
    models = sorted({model.model for model in catalog.gpu_models()})
    if gpu is not None and not any(gpu.lower() in model.lower() for model in models):
        close = nearest(gpu, models)
        return (
            f"there is no GPU {gpu!r}; {f'did you mean {close}?' if close else f'the models are: {listed(models, 30)}'}"
        )
    if region is not None and region not in catalog.regions():
        close = nearest(region, catalog.regions())
        hint = f"did you mean {close}?" if close else f"its regions are: {listed(catalog.regions(), 40)}"
        return f"the catalogue has no offerings for the region {region!r}; {hint}"
    return None
