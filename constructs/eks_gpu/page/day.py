"""A simulated day: what serves is there from the beginning, jobs come at nine, those of a schedule at its hour."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.page.subject import Day
from eks_gpu.report.simulated_costs import bill_of
from eks_gpu.simulation import Arrival, Settings, prepared, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.costs import Prices
    from eks_gpu.declaration import Declaration
    from eks_gpu.design import ClusterDesign, DemandFit, WorkloadFit

DAY = 24 * 3600
_NINE = 9 * 3600
# As many as `eks-gpu simulate` takes.
_MOST_PODS = 10_000
_EVERY_DAY = re.compile(r"(?P<minute>[0-5]?\d) (?P<hour>[01]?\d|2[0-3]) \* \* \*")


def simulated_day(declaration: Declaration, prices: Prices | None, options: Sequence[str] = ()) -> Day | None:
    """Simulate a day of a cluster; None if no workload of it can be simulated.

    Args:
        declaration: The cluster file.
        prices: Prices; None without any.
        options: More options of the command that simulates the same.
    """
    design, fits = declaration.draft, declaration.schedulability
    if design is None or not fits or sum(one.demand.count.most for one in fits) > _MOST_PODS:
        return None
    if declaration.manifests:
        design = replace(design, nodes=declaration.manifests.sized_groups)
    arrivals = [(one, _moment(one)) for one in fits]
    settings = Settings(until=DAY)
    found = simulate(prepared(design, [Arrival(one, None, at) for one, at in arrivals], settings))
    bill = bill_of(design, found, prices) if prices else None
    return Day(found, bill, _command(design, declaration.file, arrivals, options))


def _moment(fit: WorkloadFit) -> int:
    """Seconds after midnight at which its pods come."""
    if not fit.demand.count.ends:
        return 0
    run = fit.workload.spec
    daily = _EVERY_DAY.fullmatch(run.schedule or "") if run.kind == "cron_job" else None
    return int(daily["hour"]) * 3600 + int(daily["minute"]) * 60 if daily else _NINE


def _command(
    design: ClusterDesign, file: str, arrivals: Sequence[tuple[WorkloadFit, int]], options: Sequence[str]
) -> str:
    words = ["eks-gpu", "simulate", "-" if file == "<stdin>" else file, "--until", "24h"]
    for fit, at in arrivals:
        later = f"@{at // 60}m" if at % 3600 else f"@{at // 3600}h" if at else ""
        words += ["--submit", f"{_named(design, fit)}{later}"]
    return shlex.join([*words, *options])


def _named(design: ClusterDesign, fit: WorkloadFit) -> str:
    """Its name, with its namespace where others have the name too."""
    same: list[DemandFit] = [one for one in design.schedulability if one.workload.name == fit.workload.name]
    return f"{fit.workload.spec.namespace}/{fit.workload.name}" if len(same) > 1 else fit.workload.name
