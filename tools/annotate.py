"""SARIF in the words of a code host, where it does not read SARIF itself.

    eks-gpu check clusters/ --format sarif | python tools/annotate.py github     annotations of the job
    eks-gpu check clusters/ --format sarif | python tools/annotate.py gitlab     a code quality report

GitHub shows SARIF where code scanning is on, which private repositories pay for, and takes none from forks; the
annotations of a job work everywhere. GitLab shows code quality reports in the merge request.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> int:
    """Read SARIF, write what the host reads."""
    if sys.argv[1:] not in (["github"], ["gitlab"]):
        print(__doc__)
        return 2
    try:
        results = shown(json.load(sys.stdin))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        print(
            "standard input holds no SARIF; what was written before it, by `eks-gpu check`, says why", file=sys.stderr
        )
        return 2
    print(github(results) if sys.argv[1] == "github" else gitlab(results), end="")
    return 0


def shown(sarif: dict[str, Any]) -> list[dict[str, Any]]:
    """Findings, without those that the files ignore."""
    return [result for run in sarif["runs"] for result in run["results"] if not result.get("suppressions")]


def github(results: list[dict[str, Any]]) -> str:
    """Workflow commands, one a line."""
    lines = []
    for result in results:
        level = "error" if result["level"] == "error" else "warning"
        file, line = _place(result)
        where = f"file={_property(file)},line={line}," if file else ""
        title = _property(result["ruleId"])
        lines.append(f"::{level} {where}title={title}::{_escaped(result['message']['text'])}\n")
    return "".join(lines)


def gitlab(results: list[dict[str, Any]]) -> str:
    """A code quality report, in the form of Code Climate."""
    found = []
    for result in results:
        file, line = _place(result)
        found.append(
            {
                "description": result["message"]["text"],
                "check_name": result["ruleId"],
                "fingerprint": next(iter(result["partialFingerprints"].values())),
                "severity": "critical" if result["level"] == "error" else "minor",
                "location": {"path": file or "clusters", "lines": {"begin": line}},
            }
        )
    return f"{json.dumps(found, indent=2)}\n"


def _place(result: dict[str, Any]) -> tuple[str, int]:
    for location in result.get("locations", []):
        if physical := location.get("physicalLocation"):
            return physical["artifactLocation"]["uri"], physical["region"]["startLine"]
    return "", 1


def _escaped(text: str) -> str:
    """As the commands of a workflow want it (docs.github.com, Workflow commands; actions/toolkit, command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


if __name__ == "__main__":
    sys.exit(main())
