"""`eks-gpu smoke`: Jobs that test whether the GPU groups work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.cli._print import say
from eks_gpu.cli.frame.files import NoFileError, declared, single
from eks_gpu.design.workloads.smoke import smoke_tests
from eks_gpu.design.workloads.workload import design_workloads
from eks_gpu.printable import printable
from eks_gpu.problem import has_errors, listed, nearest, render
from eks_gpu.report.manifests import as_yaml, manifests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.workloads.smoke import SmokeTest


def run(file: Path | None, group: str | None, *, as_workloads: bool) -> int:
    """Print the tests of all groups, or of one; the exit code is 0 if there are any."""
    try:
        declaration = declared(single(file))
    except NoFileError as error:
        say(f"eks-gpu smoke: {error}")
        return 2
    design = declaration.draft
    if design is None or has_errors(declaration.problems):
        say(render(declaration.problems))
        return 2 if design is None else 1
    names = [one.name for one in design.gpu_groups]
    if not names or (group is not None and group not in names):
        say(f"eks-gpu smoke: {_refusal(declaration.file, group, names)}")
        return 2
    tests = smoke_tests(design.spec, [one for one in design.gpu_groups if group in {None, one.name}])
    head = "\n".join(f"# {line}" for line in _head(design, tests, as_workloads=as_workloads))
    print(f"{head}\n{_workloads(tests) if as_workloads else _manifests(design, tests)}", end="")
    return 0


def _manifests(design: ClusterDesign, tests: Sequence[SmokeTest]) -> str:
    specs = tuple(test.spec for test in tests if test.spec)
    workloads = design_workloads(design.spec.model_copy(update={"workloads": specs}), design.nodes)
    return as_yaml(one for workload in workloads for one in manifests(workload))


def _workloads(tests: Sequence[SmokeTest]) -> str:
    entries: list[dict[str, Any]] = [
        test.spec.model_dump(mode="json", exclude_defaults=True) for test in tests if test.spec
    ]
    return as_yaml([{"workloads": entries}]).removeprefix("---\n")


def _head(design: ClusterDesign, tests: Sequence[SmokeTest], *, as_workloads: bool) -> Iterator[str]:
    yield f"Smoke tests of {design.name}. Each starts nodes of its group if needed, also from zero; they are billed."
    if as_workloads:
        yield "Entries for `workloads`; Terraform runs each Job once and keeps it until you remove it from the file."
    else:
        yield "Pipe it into `kubectl apply -f -`, and read `kubectl logs job/NAME`."
        yield "To run them again, pipe it into `kubectl delete -f -` first."
    for test in tests:
        if test.spec:
            yield f"{test.spec.name}: {test.what}"
        else:
            yield f"left out: {test.what}; {test.why_not}"


def _refusal(file: str, group: str | None, names: Sequence[str]) -> str:
    if not names:
        return f"{printable(file)} has no GPU group"
    close = nearest(group or "", names)
    hint = f"did you mean {close}?" if close else f"its GPU groups are: {listed(names)}"
    return f"{printable(file)} has no GPU group {group!r}; {hint}"
