"""The findings of the checks, as JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from eks_gpu.printable import as_json as json_text
from eks_gpu.problem import distinct
from eks_gpu.report.costs import as_data
from eks_gpu.rules.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.costs import ClusterCost
    from eks_gpu.declaration import Declaration
    from eks_gpu.design import WorkloadFit
    from eks_gpu.problem import Problem


def as_json(
    declarations: Sequence[Declaration],
    others: Iterable[Problem] = (),
    costs: Mapping[str, ClusterCost] | None = None,
) -> str:
    """All files in one object; keys may be added, but are never removed.

    Args:
        declarations: Files, read and checked.
        others: Problems that belong to no single file.
        costs: Costs of the clusters, by file.
    """
    problems = distinct([*others, *(found for file in declarations for found in file.problems)])
    document = {
        "problems": [_problem(problem) for problem in problems],
        "schedulability": [_fit(fit, file) for file in declarations for fit in file.schedulability],
        "ignored": [
            {**_problem(silenced.problem), "reason": silenced.reason}
            for file in declarations
            for silenced in file.ignored
        ],
        "manifests": [_manifests(file) for file in declarations if file.manifests],
        "quotas": [{"file": file.file, **dataclasses.asdict(need)} for file in declarations for need in file.quotas],
        "costs": [{"file": file, **as_data(cost)} for file, cost in (costs or {}).items()],
    }
    return f"{json_text(document)}\n"


def _manifests(file: Declaration) -> dict[str, Any]:
    from eks_gpu.report.brought import as_data as of_manifests  # noqa: PLC0415 - few reports have any

    named = file.draft.name if file.draft and file.named else None
    return {"file": file.file, "cluster": named, **(of_manifests(file.manifests) if file.manifests else {})}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "id": problem.id,
        "severity": problem.severity,
        "where": problem.where,
        "message": problem.message,
        "fix": problem.fix,
        "file": problem.file,
        "line": problem.position.line if problem.position else None,
        "column": problem.position.column if problem.position else None,
        # The cluster files, if this file only lies below them.
        "read_for": list(problem.read_for),
        "read_more": address(problem.id),
    }


def _fit(fit: WorkloadFit, file: Declaration) -> dict[str, Any]:
    return {
        "workload": fit.workload.name,
        "verdict": fit.verdict,
        "node_groups": [
            {"name": group.group, "verdict": group.fit.verdict, "reasons": list(group.reasons)} for group in fit.groups
        ],
        "namespace": fit.workload.spec.namespace,
        "pods": fit.workload.pods,
        "placed": fit.placed,
        "scheduled": fit.scheduled,
        "file": file.file,
        "cluster": file.draft.name if file.draft and file.named else None,
    }
