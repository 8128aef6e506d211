"""From a declaration to a design that has been checked: the one way in for the app, the command and library users."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu import changes, checks
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.ignored import Ignored, split
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import DeclarationError, Problem, has_errors
from eks_gpu.spec import Loaded, load_file
from eks_gpu.spec.reading.attached import attached, named_files
from eks_gpu.templates import TerraformDesign, for_terraform

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.design import QuotaNeed, WorkloadFit
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.objects import Objects
    from eks_gpu.spec import ClusterSpec

_NODES = ("gpu_node_groups", "gpu_node_pools", "node_groups", "system_nodes")


@dataclass(frozen=True)
class Declaration:
    """A cluster file that was read, completed and checked.

    Attributes:
        problems: Errors and warnings, in the order of the file if the line is known.
        ignored: Findings that the file ignores.
        schedulability: The groups each workload runs on, and the reasons against the others, even if there are errors;
            without workloads that could be read only in part.
        quotas: EC2 quotas that the cluster needs at maximum size; empty if the fields behind them could not be read.
        draft: The design that the findings are about, for reports: with the original text, and including stand-ins.
        file: The file, as the user named it.
        loaded: The loaded file, with the places of all values.
        manifests: The verdicts on manifests that were given or that the file names; None without any.
        usable: Whether stacks may be built: there is a draft, and no error.
    """

    problems: tuple[Problem, ...]
    ignored: tuple[Ignored, ...] = ()
    schedulability: tuple[WorkloadFit, ...] = ()
    quotas: tuple[QuotaNeed, ...] = ()
    draft: ClusterDesign | None = None
    file: str = ""
    loaded: Loaded | None = None
    manifests: JudgedManifests | None = None
    usable: bool = False

    @cached_property
    def design(self) -> TerraformDesign | None:
        """The design that stacks are built from, with its text escaped for Terraform; None if there are errors.

        Most commands do not need it, and to escape it takes a sixth of the time of `check`.
        """
        return for_terraform(self.draft) if self.usable and self.draft else None

    @property
    def named(self) -> bool:
        """Whether the cluster's name comes from the file and is not a stand-in."""
        return self.loaded is not None and not _stand_ins(self.loaded, "name")


def read(path: Path, name: str | None = None, manifests: Objects | None = None) -> Declaration:
    """Read a cluster file and check it; messages use `name` for the file.

    Args:
        path: The file.
        name: Name of the file in messages; default: the path as given.
        manifests: Objects of manifests that were given, in addition to those that the file names.
    """
    return check(load_file(path, name), manifests, path.parent)


def check(loaded: Loaded, manifests: Objects | None = None, folder: Path | None = None) -> Declaration:
    """Check a loaded file, with the manifests that it names and those that are given.

    Args:
        loaded: The file.
        manifests: Objects of manifests that were given, in addition to those that the file names.
        folder: The folder that it was read from; default: that of its name.
    """
    if loaded.spec is None:
        return Declaration((*loaded.problems, *(manifests.problems if manifests else ())), file=loaded.file)
    design = design_cluster(loaded.spec, loaded.files)
    judged = _manifests(loaded, design, manifests, folder)
    found = (*checks.run(design), *(judged.problems if judged else ()))
    return _judged(loaded, design, loaded.spec, found, judged)


def _manifests(
    loaded: Loaded, design: ClusterDesign, given: Objects | None, folder: Path | None
) -> JudgedManifests | None:
    """The verdicts on all manifests; None without any."""
    rendered = any(chart.rendered for chart in design.spec.charts)
    if given is None and not design.spec.manifests and not rendered:
        return None
    from eks_gpu.manifests.of_file import manifests_of  # noqa: PLC0415 - few declarations have any

    return manifests_of(loaded, design, given, folder)


def check_change(new: Declaration, old: Declaration) -> Declaration:
    """A declaration whose findings include what its edit does to a running cluster.

    Args:
        new: The file as it is.
        old: The earlier version of the file. If it cannot be read completely, its own problems are the findings,
            because a stand-in for a mistake never existed in the cluster.
    """
    if old.draft is None or old.loaded is None or old.loaded.repaired:
        shape = old.problems if old.loaded is None else old.loaded.problems
        return replace(new, problems=(*shape, *new.problems), usable=False)
    if new.draft is None or new.loaded is None or new.loaded.spec is None:
        return new
    found = (
        *checks.run(new.draft),
        *changes.run(old.draft, new.draft),
        *(new.manifests.problems if new.manifests else ()),
    )
    return _judged(new.loaded, new.draft, new.loaded.spec, found, new.manifests)


def _judged(
    loaded: Loaded,
    design: ClusterDesign,
    spec: ClusterSpec,
    found: tuple[Problem, ...],
    manifests: JudgedManifests | None = None,
) -> Declaration:
    kept, ignored = split(spec, found)
    told = [loaded.locate(problem) for problem in kept if not _about_a_stand_in(problem, loaded)]
    problems = tuple(sorted([*loaded.problems, *told], key=_place))
    return Declaration(
        problems=problems,
        ignored=tuple(Ignored(loaded.locate(one.problem), one.reason) for one in ignored),
        schedulability=tuple(one for one in design.schedulability if not _rests_on_a_stand_in(one, loaded)),
        quotas=() if _stand_ins(loaded, *_NODES, "network", "region") else design.quotas,
        draft=design,
        file=loaded.file,
        loaded=loaded,
        manifests=manifests,
        usable=not has_errors(problems),
    )


def design_checked(spec: ClusterSpec, folder: Path | None = None) -> TerraformDesign:
    """The design of a spec built in Python, its text escaped for Terraform: constructs accept it unchanged.

    Args:
        spec: The declaration.
        folder: Folder that the files it names are relative to, and lie in; only needed if it names any.

    Raises:
        DeclarationError: If any rule finds an error; it carries all problems, warnings included.
    """
    files = {where: attached(folder, name, folder.resolve()) for where, name in named_files(spec)} if folder else {}
    design = design_cluster(spec, files)
    problems, _ = split(spec, checks.run(design))
    if has_errors(problems):
        raise DeclarationError(problems)
    return for_terraform(design)


def _rests_on_a_stand_in(fit: WorkloadFit, loaded: Loaded) -> bool:
    on_nodes = (*_NODES, "network", "region", "autoscaler", "daemons", "daemon_reserve")
    return _stand_ins(loaded, fit.workload.where, *on_nodes)


def _stand_ins(loaded: Loaded, *paths: str) -> bool:
    """Whether anything at or below these paths stands in for a wrong value."""
    return any(_overlap(path, stand_in) for path in paths for stand_in in loaded.repaired)


def _place(problem: Problem) -> tuple[int, int]:
    position = problem.position
    return (position.line, position.column) if position else (0, 0)


def _about_a_stand_in(problem: Problem, loaded: Loaded) -> bool:
    """Whether a finding is about a value that only stands in for a wrong one, or follows from such a value."""
    return _stand_ins(loaded, problem.where, *problem.rests_on)


def _overlap(where: str, path: str) -> bool:
    shorter, longer = sorted((where, path), key=len)
    return bool(shorter) and longer.startswith(shorter) and longer[len(shorter) : len(shorter) + 1] in {"", ".", "["}
