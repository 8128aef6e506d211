"""`eks-gpu explain`: the arithmetic behind one verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.cli._given import full_name, named, read_given
from eks_gpu.cli._print import say, show
from eks_gpu.declaration import read
from eks_gpu.manifests.shared.placement import concerned, verdict_of
from eks_gpu.printable import printable
from eks_gpu.problem import listed, nearest, render
from eks_gpu.report.arithmetic import explained

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eks_gpu.declaration import Declaration
    from eks_gpu.design import WorkloadFit
    from eks_gpu.manifests.judged import PodsFit


def run(file: Path, name: str, manifests: Sequence[str] = ()) -> int:
    """Explain a workload, or pods of manifests; the exit code is 0 if they run."""
    declaration = read(file, manifests=read_given(manifests))
    found = [one for one in declaration.schedulability if name in {one.workload.name, _full(one)}]
    brought = named(declaration.manifests, name)
    if declaration.draft is None or len(found) + len(brought) != 1:
        say(_refusal(declaration, name, found, brought))
        return 2
    if brought and declaration.manifests:
        one = brought[0]
        verdict = verdict_of(one)
        page = explained(replace(one.fit, verdict=verdict, groups=concerned(one)), declaration.manifests.groups)
        show(printable(page, "\n"))
        return int(verdict != "runs")
    show(explained(found[0], declaration.draft.nodes))
    return int(found[0].verdict != "runs")


def _full(one: WorkloadFit) -> str:
    return f"{one.workload.spec.namespace}/{one.workload.name}"


def _refusal(declaration: Declaration, name: str, found: Sequence[WorkloadFit], brought: Sequence[PodsFit]) -> str:
    if len(found) + len(brought) > 1:
        names = [*map(_full, found), *map(full_name, brought)]
        return f"eks-gpu explain: several workloads match: {listed(map(printable, names))}; write one of them"
    known = [one.workload.name for one in declaration.schedulability]
    known += [one.pods.demand.name for one in declaration.manifests.fits] if declaration.manifests else []
    if not known:
        return f"{render(declaration.problems)}\n\n{printable(declaration.file)} has no workload that can be read"
    close = nearest(name, known)
    hint = f"did you mean {printable(close)}?" if close else f"its workloads are: {listed(map(printable, known))}"
    return f"eks-gpu explain: {printable(declaration.file)} has no workload {name!r}; {hint}"
