"""`eks-gpu simulate`: a timeline of pods that arrive and nodes that start and stop."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.cli._print import say, show
from eks_gpu.cli.frame.costs import given_prices
from eks_gpu.cli.frame.files import NoFileError, declared, single
from eks_gpu.cli.frame.given import full_name, named, read_given
from eks_gpu.cli.frame.progress import progress
from eks_gpu.costs import prices_of
from eks_gpu.on_first_use import dataclass
from eks_gpu.printable import printable
from eks_gpu.problem import has_errors, listed, nearest, render
from eks_gpu.report.simulated_costs import bill_of
from eks_gpu.report.timeline import as_json as document
from eks_gpu.report.timeline import timeline
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.simulation import Arrival, Settings, prepared, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eks_gpu.costs import Prices, SimulatedCost
    from eks_gpu.declaration import Declaration
    from eks_gpu.design import ClusterDesign, DemandFit
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.simulation.result import Result

_SUBMIT = re.compile(r"(?P<name>[^=@]+)(=(?P<pods>[1-9]\d*))?(@(?P<at>\d{1,5}[smh]))?")
_SPAN = re.compile(r"\d{1,5}[smh]")
_MOST_PODS, _LONGEST = 10_000, 7 * 24 * 3600


class _RefusedError(Exception):
    """An argument that cannot be used, with the correction."""


@dataclass(frozen=True)
class Options:
    """Assumptions of the user, as they were typed."""

    until: str = "2h"
    seed: int = 0
    spot_refusal: float = 0.0
    boot: str = "4m"
    run_for: str = "30m"
    device_delay: str = "60s"
    prices: Path | None = None


def run(
    file: Path | None, submit: Sequence[str], options: Options, *, as_json: bool, manifests: Sequence[str] = ()
) -> int:
    """Simulate; the exit code is 0 if every pod was started."""
    try:
        chosen = single(file)
        declaration = declared(chosen, read_given(manifests, [chosen]))
        own = given_prices(options.prices)
    except NoFileError as error:
        say(f"eks-gpu simulate: {error}")
        return 2
    if declaration.draft is None:
        say(render(declaration.problems))
        return 2
    try:
        plan = prepared(
            _design(declaration.draft, declaration.manifests), _arrivals(declaration, submit), _settings(options)
        )
    except _RefusedError as error:
        say(f"eks-gpu simulate: {error}")
        return 2
    if has_errors(declaration.problems):
        say(f"{printable(declaration.file)} has errors, which `eks-gpu check` explains; simulated as it is")
    with progress() as step:
        step(f"simulating {options.until}")
        result = simulate(plan)
    bill = _bill(declaration.draft, result, own)
    if as_json:
        print(document(result, bill))
    else:
        show(printable(timeline(result, bill), "\n"))
    return int(result.never_started > 0)


def _bill(design: ClusterDesign, result: Result, own: Prices | None) -> SimulatedCost | None:
    prices = own or prices_of(design.spec.region)
    return bill_of(design, result, prices) if prices else None


def _design(design: ClusterDesign, manifests: JudgedManifests | None) -> ClusterDesign:
    """The design with the DaemonSets of manifests on its nodes."""
    return replace(design, nodes=manifests.sized_groups) if manifests else design


def _settings(options: Options) -> Settings:
    if not 0 <= options.spot_refusal <= 1:
        raise _RefusedError(f"--spot-refusal {options.spot_refusal:g} is not a probability from 0 to 1, such as 0.3")
    return Settings(
        until=_span("--until", options.until),
        seed=options.seed,
        spot_refusal=options.spot_refusal,
        boot=_span("--boot", options.boot),
        run_for=_span("--run-for", options.run_for),
        device_delay=_span("--device-delay", options.device_delay),
    )


def _arrivals(declaration: Declaration, submit: Sequence[str]) -> list[Arrival]:
    if not declaration.schedulability and not (declaration.manifests and declaration.manifests.fits):
        raise _RefusedError(
            f"{printable(declaration.file)} has no workload that can be read\n{render(declaration.problems)}"
        )
    found = [_arrival(declaration, text) for text in submit]
    if not found:
        known = listed(map(printable, _known(declaration)))
        raise _RefusedError(f"give the pods that arrive, such as --submit NAME=3; the workloads are: {known}")
    if sum(one.found.demand.count.most if one.pods is None else one.pods for one in found) > _MOST_PODS:
        raise _RefusedError(f"at most {_MOST_PODS} pods can be simulated together")
    return found


def _arrival(declaration: Declaration, text: str) -> Arrival:
    match = _SUBMIT.fullmatch(text)
    if match is None:
        raise _RefusedError(f"{text!r} is not NAME, NAME=PODS or NAME=PODS@TIME, such as train=3@10m")
    pods = int(match["pods"]) if match["pods"] else None
    return Arrival(_workload(declaration, match["name"]), pods, seconds(match["at"]) if match["at"] else 0)


def _known(declaration: Declaration) -> list[str]:
    of_manifests = declaration.manifests.fits if declaration.manifests else ()
    return [
        *(one.workload.name for one in declaration.schedulability),
        *(one.pods.demand.name for one in of_manifests if one.pods.gpus),
    ]


def _workload(declaration: Declaration, name: str) -> DemandFit:
    """The workload with a name, or with a namespace and name; or pods of a manifest."""
    full: dict[str, DemandFit] = {
        f"{one.workload.spec.namespace}/{one.workload.name}": one for one in declaration.schedulability
    }
    found = [key for key, one in full.items() if name in {key, one.demand.name}]
    brought = named(declaration.manifests, name)
    if len(found) + len(brought) > 1:
        names = map(printable, [*found, *map(full_name, brought)])
        raise _RefusedError(f"several workloads match: {listed(names)}; write one of them")
    if found:
        return full[found[0]]
    if brought and brought[0].pods.gpus:
        return brought[0].fit
    if brought:
        raise _RefusedError(f"{printable(name)} asks for no GPU; only pods on GPU groups are simulated")
    known = _known(declaration)
    close = nearest(name, known)
    hint = f"did you mean {printable(close)}?" if close else f"its workloads are: {listed(map(printable, known))}"
    raise _RefusedError(f"{printable(declaration.file)} has no workload {name!r}; {hint}")


def _span(option: str, text: str) -> int:
    found = seconds(text) if _SPAN.fullmatch(text) else 0
    if not 1 <= found <= _LONGEST:
        raise _RefusedError(f"{option} {text} is not a time from 1s to 168h, such as 90s, 10m or 2h")
    return found
