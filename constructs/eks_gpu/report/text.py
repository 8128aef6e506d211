"""The findings of the checks as text, with a word for every mark, so that no colour is needed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from eks_gpu.printable import columns, printable
from eks_gpu.problem import distinct, listed, plural, render
from eks_gpu.report.costs import sentence
from eks_gpu.rules.addresses import read_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.costs import ClusterCost
    from eks_gpu.declaration import Declaration
    from eks_gpu.design import GroupFit, WorkloadFit
    from eks_gpu.problem import Problem
    from eks_gpu.scheduling.verdict import Verdict

MARKS: dict[Verdict, str] = {"runs": "✓", "capacity": "!", "stays-pending": "✗", "never-scales": "✗", "excluded": "✗"}


def report(
    declarations: Sequence[Declaration],
    others: Iterable[Problem] = (),
    *,
    without_sound_ones: bool = False,
    costs: Mapping[str, ClusterCost] | None = None,
) -> str:
    """Problems, the groups on which workloads run, the required quotas, the cost; the last line counts problems.

    Args:
        declarations: Files, read and checked.
        others: Problems that belong to no single file.
        without_sound_ones: Leave out the tables of files without problems.
        costs: Costs of the clusters, by file; None leaves them out.
    """
    problems = distinct([*others, *(problem for declaration in declarations for problem in declaration.problems)])
    ignored = sum(len(declaration.ignored) for declaration in declarations)
    shown = [declaration for declaration in declarations if declaration.problems or not without_sound_ones]
    parts = [
        render(problems),
        *(_cluster(declaration, costs) for declaration in shown),
        closing(problems, counted(problems, ignored)),
    ]
    return "\n\n".join(filter(None, parts))


def closing(problems: Iterable[Problem], count: str) -> str:
    """The last lines: where to read more about the findings, and their number."""
    return "\n".join(filter(None, [read_more(problem.id for problem in problems), count]))


def counted(problems: Sequence[Problem], ignored: int = 0) -> str:
    """Numbers of errors, warnings and ignored findings."""
    errors = sum(problem.severity == "error" for problem in problems)
    counts = ((errors, "error"), (len(problems) - errors, "warning"))
    found = " and ".join(plural(count, word) for count, word in counts if count)
    return f"{found or 'no problems'}{f', {ignored} ignored' if ignored else ''}"


def _cluster(declaration: Declaration, costs: Mapping[str, ClusterCost] | None) -> str:
    parts = [
        _placements(declaration.schedulability),
        _of_manifests(declaration),
        _queues(declaration),
        _quotas(declaration),
        "" if costs is None else _cost(declaration, costs),
    ]
    body = "\n".join(filter(None, parts))
    return f"{printable(declaration.file) or 'the declaration'}: will it run?\n{body}" if body else ""


def _queues(declaration: Declaration) -> str:
    if declaration.draft is None or declaration.draft.queueing is None:
        return ""
    from eks_gpu.report.queues import queues  # noqa: PLC0415 - few reports have any

    return queues(declaration.draft)


def _of_manifests(declaration: Declaration) -> str:
    if declaration.manifests is None:
        return ""
    from eks_gpu.report.brought import brought  # noqa: PLC0415 - few reports have any

    return brought(declaration.manifests)


def _cost(declaration: Declaration, costs: Mapping[str, ClusterCost]) -> str:
    if declaration.file in costs:
        return _folded(sentence(costs[declaration.file]), "", "  ")
    if declaration.draft is None or declaration.loaded is None or declaration.loaded.repaired:
        return ""
    region = declaration.draft.spec.region
    return _folded(f"There are no prices for {region} here; --prices FILE counts the cost with yours", "", "  ")


def _placements(fits: Sequence[WorkloadFit]) -> str:
    """One row for each workload and each group it may use."""
    rows = [(fit, judged) for fit in fits for judged in _shown(fit)]
    names = max((len(fit.workload.name) for fit, _ in rows), default=0)
    groups = max((len(one.group) for _, one in rows), default=0)
    return "\n".join(_row(fit, one, names, groups) for fit, one in rows)


def _shown(fit: WorkloadFit) -> list[GroupFit]:
    """The groups, without those that the user has left out."""
    return [group for group in fit.groups if not any(obstacle.kind == "group" for obstacle in group.fit.obstacles)]


def _row(fit: WorkloadFit, one: GroupFit, names: int, groups: int) -> str:
    verdict = one.fit.verdict
    head = f"  {MARKS[verdict]} {fit.workload.name:{names}}  {one.group:{groups}}  {verdict:13}  "
    why = "; ".join(one.reasons) or _room(one)
    # Where names leave too little of the line, the reason goes below it.
    if len(head) > columns() // 2:
        return f"{head.rstrip()}\n{_folded(why, ' ' * 6, ' ' * 6)}"
    return _folded(why, head, " " * len(head))


def _room(one: GroupFit) -> str:
    """The number of pods that fit; a group without an obstacle is excluded only if its MIG slices differ."""
    if one.fit.verdict == "excluded":
        return "its GPUs are not partitioned into the profile that 'gpu_profile' requests"
    most = "up to " if one.fit.at_most else ""
    return f"{most}{one.fit.per_node} per node, {most}{one.fit.places} at the maximum"


def _folded(text: str, first: str, others: str) -> str:
    """Text in lines; words are never broken, because people copy them."""
    return textwrap.fill(
        text,
        columns(),
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quotas(declaration: Declaration) -> str:
    """The vCPUs that EC2 must grant at maximum size; a new account has none for GPU families."""
    if declaration.draft is None or not declaration.quotas:
        return ""
    nodes = plural(sum(group.max_nodes for group in declaration.draft.gpu_nodes), "GPU node")
    if declaration.draft.cpu_groups:
        nodes += f" and {sum(group.max_nodes for group in declaration.draft.cpu_groups)} without GPUs"
    lines = [
        _folded(f"{need.vcpus:6} vCPUs of {need.code}, {need.name} ({', '.join(need.of)})", "  ", " " * 9)
        for need in declaration.quotas
    ]
    head = f"At its maximum, with {nodes}{_overrun(declaration)}, it needs EC2 quotas of"
    return "\n".join([_folded(head, "", "  "), *lines])


def _overrun(declaration: Declaration) -> str:
    """Pools whose maximum may be exceeded: Karpenter compares it before each launch, and launches several at once."""
    names = [pool.name for pool in declaration.draft.pools if not pool.static] if declaration.draft else []
    return f" (launches at the same moment may exceed the maximum of {listed(names)})" if names else ""
