"""`eks-gpu explain`: the arithmetic behind one verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.cli._print import say, show
from eks_gpu.declaration import read
from eks_gpu.printable import printable
from eks_gpu.problem import listed, nearest, render
from eks_gpu.report.arithmetic import explained

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eks_gpu.declaration import Declaration
    from eks_gpu.design import WorkloadFit


def run(file: Path, name: str) -> int:
    """Explain a workload; the exit code is 0 if it runs."""
    declaration = read(file)
    found = [one for one in declaration.schedulability if name in {one.workload.name, _full(one)}]
    if declaration.draft is None or len(found) != 1:
        say(_refusal(declaration, name, found))
        return 2
    show(explained(found[0], declaration.draft.nodes))
    return int(found[0].verdict != "runs")


def _full(one: WorkloadFit) -> str:
    return f"{one.workload.spec.namespace}/{one.workload.name}"


def _refusal(declaration: Declaration, name: str, found: Sequence[WorkloadFit]) -> str:
    if len(found) > 1:
        return f"eks-gpu explain: several workloads match: {listed(map(_full, found))}; write one of them"
    known = [one.workload.name for one in declaration.schedulability]
    if not known:
        return f"{render(declaration.problems)}\n\n{printable(declaration.file)} has no workload that can be read"
    close = nearest(name, known)
    hint = f"did you mean {close}?" if close else f"its workloads are: {listed(known)}"
    return f"eks-gpu explain: {printable(declaration.file)} has no workload {name!r}; {hint}"
