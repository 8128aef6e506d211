"""The findings of the checks, as SARIF 2.1.0, which code hosts show next to the lines of a file."""

from __future__ import annotations

import hashlib
import inspect
import os
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from eks_gpu import changes, checks
from eks_gpu.manifests import rules as of_manifests
from eks_gpu.printable import as_json as json_text
from eks_gpu.problem import distinct
from eks_gpu.rules.addresses import page_address
from eks_gpu.rules.examples import as_markdown, examples
from eks_gpu.spec.reading.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from eks_gpu.declaration import Declaration
    from eks_gpu.problem import Problem

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(declarations: Sequence[Declaration], others: Iterable[Problem] = ()) -> str:
    """One run over all files; findings that the files ignore are included, marked as suppressed in the source.

    Args:
        declarations: Files, read and checked.
        others: Problems that belong to no single file.
    """
    problems = distinct([*others, *(problem for file in declarations for problem in file.problems)])
    found = [(one, None) for one in problems]
    ignored = [(one.problem, one.reason) for file in declarations for one in file.ignored]
    return document([*found, *ignored], {**checks.by_id(), **of_manifests.by_id(), **changes.by_id()})


def of_review(found: Sequence[Problem], sentences: Mapping[str, str]) -> str:
    """One run over plans.

    Args:
        found: Findings of a review, those of the checks included.
        sentences: Sentences about the review's own findings, by id.
    """
    rules = {**checks.by_id(), **of_manifests.by_id(), **changes.by_id()}
    return document([(one, None) for one in found], rules, {**FINDINGS, **sentences})


def document(
    found: Sequence[tuple[Problem, str | None]],
    rules: Mapping[str, ModuleType],
    others: Mapping[str, str] = FINDINGS,
) -> str:
    """One run with findings.

    Args:
        found: Each with the reason for which the source ignores it; None for a finding that is not ignored.
        rules: Modules whose docstrings describe the findings, by id.
        others: Sentences about findings without such a module, by id.
    """
    ids = sorted({problem.id for problem, _ in found})
    errors = {problem.id for problem, _ in found if problem.severity == "error"}
    described = [
        _rule(name, "error" if name in errors else "warning", rules.get(name), others.get(name, name)) for name in ids
    ]
    run = {
        "tool": {"driver": {"name": "eks-gpu", **_version(), "rules": described}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, reason, ids.index(problem.id)) for problem, reason in found],
    }
    return f"{json_text({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]})}\n"


def _version() -> dict[str, str]:
    """The version, left out if the package is not installed, as in an app that contains the sources."""
    try:
        return {"version": metadata.version("eks-gpu")}
    except metadata.PackageNotFoundError:
        return {}


def _rule(name: str, level: str, rule: ModuleType | None, sentence: str) -> dict[str, Any]:
    summary, _, page = (inspect.getdoc(rule) or "").partition("\n\n") if rule else (sentence, "", "")
    shown = as_markdown(examples(rule)) if rule else ""
    why = page.partition("**Fix.**")[0].removeprefix("**Why.**")
    return {
        "id": name,
        "shortDescription": {"text": _line(summary)},
        **({"fullDescription": {"text": _line(why)}} if page else {}),
        **({"help": {"text": page.replace("**", ""), "markdown": f"{page}\n\n{shown}"}} if page else {}),
        # Without documentation on the web there is no address that a viewer could open.
        **({"helpUri": uri} if (uri := page_address(name)) else {}),
        "defaultConfiguration": {"level": level},
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _result(problem: Problem, reason: str | None, index: int) -> dict[str, Any]:
    return {
        "ruleId": problem.id,
        "ruleIndex": index,
        "level": problem.severity,
        "message": {"text": f"{problem.message}\nFix: {problem.fix}"},
        "locations": _locations(problem),
        # Lines move; the same finding at the same path of the same file is the same.
        "partialFingerprints": {"finding/v1": _fingerprint(problem)},
        # All results of a run have it, or none (SARIF 2.1.0, 3.27.23): viewers look only at the first.
        "suppressions": [] if reason is None else [{"kind": "inSource", "justification": reason}],
    }


def _locations(problem: Problem) -> list[dict[str, Any]]:
    """One location; none for a problem without file and path."""
    position = problem.position
    region = {"startLine": position.line, "startColumn": position.column} if position else {"startLine": 1}
    place = {"artifactLocation": {"uri": _uri(problem.file)}, "region": region}
    physical = {"physicalLocation": place} if problem.file else {}
    logical = {"logicalLocations": [{"fullyQualifiedName": problem.where}]} if problem.where else {}
    return [{**physical, **logical}] if physical or logical else []


def _uri(file: str) -> str:
    """Relative to the folder that the command runs in, because code hosts know no other paths."""
    path = Path(file)
    if not path.is_absolute():
        return _quoted(path)
    here = Path.cwd()
    return _quoted(path.relative_to(here)) if path.is_relative_to(here) else path.as_uri()


def _quoted(path: Path) -> str:
    """The bytes of a name, which need not be UTF-8."""
    return quote(os.fsencode(path.as_posix()))


def _fingerprint(problem: Problem) -> str:
    file = _uri(problem.file) if problem.file else ""
    return hashlib.sha256(f"{problem.id}\n{problem.where}\n{file}".encode()).hexdigest()
