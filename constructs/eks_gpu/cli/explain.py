"""`eks-gpu explain`: the arithmetic behind one verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli._print import say, show
from eks_gpu.cli.frame.costs import given_prices
from eks_gpu.cli.frame.files import FOLDER, NoFileError, declared, several, single
from eks_gpu.cli.frame.given import full_name, named, read_given
from eks_gpu.cluster_files import cluster_files
from eks_gpu.costs import prices_of
from eks_gpu.manifests.shared.placement import concerning
from eks_gpu.printable import printable
from eks_gpu.problem import listed, nearest, render
from eks_gpu.report.arithmetic import as_json as document
from eks_gpu.report.arithmetic import explained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.declaration import Declaration
    from eks_gpu.design import DemandFit, WorkloadFit
    from eks_gpu.manifests.judged import PodsFit
    from eks_gpu.manifests.objects import Objects


def run(
    file: str | None, name: str, *, as_json: bool, manifests: Sequence[str] = (), prices: Path | None = None
) -> int:
    """Explain a workload, or pods of manifests; the exit code is 0 if they run."""
    try:
        given = read_given(manifests, [Path(file)] if file is not None else [])
        own = given_prices(prices)
        declaration = declared(Path(file), given) if file is not None else _having(name, given)
    except NoFileError as error:
        say(f"eks-gpu explain: {error}")
        return 2
    found = [one for one in declaration.schedulability if name in {one.workload.name, _full(one)}]
    brought = named(declaration.manifests, name)
    if declaration.draft is None or len(found) + len(brought) != 1:
        say(_refusal(declaration, name, found, brought))
        return 2
    fit: DemandFit = found[0] if found else concerning(brought[0])
    nodes = declaration.manifests.groups if brought and declaration.manifests else declaration.draft.nodes
    used = own or prices_of(declaration.draft.spec.region)
    if as_json:
        print(document(fit, declaration.draft.name, nodes, used))
    else:
        show(printable(explained(fit, nodes, used), "\n"))
    return int(fit.verdict != "runs")


def _having(name: str, given: Objects | None) -> Declaration:
    """The declaration of `clusters/` that has a workload with this name, where exactly one has.

    Raises:
        NoFileError: No cluster has it, or several have.
    """
    folder = several(None)[0]
    files = cluster_files(folder)[0]
    if len(files) < 2:  # noqa: PLR2004 - the only one, which says itself what it lacks
        return declared(single(None), given)
    read = [declared(file, given) for file in files]
    found = [one for one in read if _has(one, name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoFileError(f"several clusters have a workload {name!r}; name one: {listed(one.file for one in found)}")
    raise NoFileError(f"no cluster file in {FOLDER}/ has a workload {name!r}; name a file: eks-gpu explain FILE {name}")


def _has(one: Declaration, name: str) -> bool:
    own = any(name in {fit.workload.name, _full(fit)} for fit in one.schedulability)
    return own or bool(named(one.manifests, name))


def _full(one: WorkloadFit) -> str:
    return f"{one.workload.spec.namespace}/{one.workload.name}"


def _refusal(declaration: Declaration, name: str, found: Sequence[WorkloadFit], brought: Sequence[PodsFit]) -> str:
    if len(found) + len(brought) > 1:
        names = map(printable, [*map(_full, found), *map(full_name, brought)])
        return f"eks-gpu explain: several workloads match: {listed(names)}; write one of them"
    known = [one.workload.name for one in declaration.schedulability]
    known += [one.pods.demand.name for one in declaration.manifests.fits] if declaration.manifests else []
    if not known:
        return f"{render(declaration.problems)}\n\n{printable(declaration.file)} has no workload that can be read"
    close = nearest(name, known)
    hint = f"did you mean {printable(close)}?" if close else f"its workloads are: {listed(map(printable, known))}"
    return f"eks-gpu explain: {printable(declaration.file)} has no workload {name!r}; {hint}"
