"""`eks-gpu explain`: the arithmetic behind one verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli._print import say, show
from eks_gpu.cli.frame.files import FOLDER, NoFileError, declared, several, single
from eks_gpu.cluster_files import cluster_files
from eks_gpu.printable import printable
from eks_gpu.problem import listed, nearest, render
from eks_gpu.report.arithmetic import as_json as document
from eks_gpu.report.arithmetic import explained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.declaration import Declaration
    from eks_gpu.design import WorkloadFit


def run(file: str | None, name: str, *, as_json: bool) -> int:
    """Explain a workload; the exit code is 0 if it runs."""
    try:
        declaration = declared(Path(file)) if file is not None else _having(name)
    except NoFileError as error:
        say(f"eks-gpu explain: {error}")
        return 2
    found = [one for one in declaration.schedulability if name in {one.workload.name, _full(one)}]
    if declaration.draft is None or len(found) != 1:
        say(_refusal(declaration, name, found))
        return 2
    if as_json:
        print(document(found[0], declaration.draft.name, declaration.draft.nodes))
    else:
        show(explained(found[0], declaration.draft.nodes))
    return int(found[0].verdict != "runs")


def _having(name: str) -> Declaration:
    """The declaration of `clusters/` that has a workload with this name, where exactly one has.

    Raises:
        NoFileError: No cluster has it, or several have.
    """
    folder = several(None)[0]
    files = cluster_files(folder)[0]
    if len(files) < 2:  # noqa: PLR2004 - the only one, which says itself what it lacks
        return declared(single(None))
    read = [declared(file) for file in files]
    found = [one for one in read if any(name in {fit.workload.name, _full(fit)} for fit in one.schedulability)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoFileError(f"several clusters have a workload {name!r}; name one: {listed(one.file for one in found)}")
    raise NoFileError(f"no cluster file in {FOLDER}/ has a workload {name!r}; name a file: eks-gpu explain FILE {name}")


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
