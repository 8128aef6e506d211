"""What the checks found, as SARIF 2.1.0: code hosts show it beside the lines of a file."""

from __future__ import annotations

import hashlib
import inspect
import json
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from eks_gpu import changes, checks
from eks_gpu.spec.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.declaration import Declaration
    from eks_gpu.problem import Problem

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(declarations: Sequence[Declaration], others: Iterable[Problem] = ()) -> str:
    """One run over all files; what the files ignore is there too, marked as suppressed in the source.

    Args:
        declarations: Files, read and checked.
        others: Problems that belong to no file alone.
    """
    found = [(one, None) for one in (*others, *(problem for file in declarations for problem in file.problems))]
    ignored = [(one.problem, one.reason) for file in declarations for one in file.ignored]
    ids = sorted({problem.id for problem, _ in (*found, *ignored)})
    run = {
        "tool": {"driver": {"name": "eks-gpu", "version": _version(), "rules": [_rule(name) for name in ids]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, reason, ids.index(problem.id)) for problem, reason in (*found, *ignored)],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _version() -> str:
    try:
        return metadata.version("eks-gpu")
    except metadata.PackageNotFoundError:
        return "0"


def _rule(name: str) -> dict[str, Any]:
    rule = {**checks.by_id(), **changes.by_id()}.get(name)
    summary, _, page = (inspect.getdoc(rule) or "").partition("\n\n") if rule else (FINDINGS.get(name, name), "", "")
    short = " ".join(summary.split())
    return {
        "id": name,
        "shortDescription": {"text": short},
        **({"help": {"text": page.replace("**", ""), "markdown": page}} if page else {}),
    }


def _result(problem: Problem, reason: str | None, index: int) -> dict[str, Any]:
    return {
        "ruleId": problem.id,
        "ruleIndex": index,
        "level": problem.severity,
        "message": {"text": f"{problem.message}\nFix: {problem.fix}"},
        "locations": [_location(problem)],
        # Lines move; the same finding at the same path of the same file is the same.
        "partialFingerprints": {"finding/v1": _fingerprint(problem)},
        **({"suppressions": [{"kind": "inSource", "justification": reason}]} if reason is not None else {}),
    }


def _location(problem: Problem) -> dict[str, Any]:
    position = problem.position
    region = {"startLine": position.line, "startColumn": position.column} if position else {"startLine": 1}
    logical = {"logicalLocations": [{"fullyQualifiedName": problem.where}]} if problem.where else {}
    artifact = {"uri": quote(problem.file.replace("\\", "/")) or "clusters"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}, **logical}


def _fingerprint(problem: Problem) -> str:
    return hashlib.sha256(f"{problem.id}\n{problem.where}\n{problem.file}".encode()).hexdigest()
