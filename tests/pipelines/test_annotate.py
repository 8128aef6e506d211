"""Findings in the words of GitHub and GitLab."""

from __future__ import annotations

import json
import re
from typing import Any

from eks_gpu import declaration
from eks_gpu.problem import Problem
from eks_gpu.report.sarif import as_sarif
from eks_gpu.spec import load_text
from tests.synthesized import ROOT
from tools import annotate

QUICKSTART = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
BROKEN = QUICKSTART.replace("g5.xlarge", "p3.2xlarge")


def results(text: str, *others: Problem) -> list[dict[str, Any]]:
    found = declaration.check(load_text(text, "clusters/quickstart.yaml"))
    return annotate.shown(json.loads(as_sarif([found], others)))


def test_github_gets_a_command_a_line() -> None:
    (line,) = annotate.github(results(BROKEN)).splitlines()

    assert line.startswith("::error file=clusters/quickstart.yaml,line=18,title=instance-type-unknown::'p3.2xlarge'")
    # A line break would end the command.
    assert "%0AFix: " in line


def test_gitlab_gets_a_report() -> None:
    (found,) = json.loads(annotate.gitlab(results(BROKEN)))

    assert found["check_name"] == "instance-type-unknown"
    assert found["severity"] == "critical"
    assert found["location"] == {"path": "clusters/quickstart.yaml", "lines": {"begin": 18}}
    assert re.fullmatch(r"[0-9a-f]{64}", found["fingerprint"])


def test_what_stands_in_no_file_has_no_place() -> None:
    nowhere = Problem("no-clusters", "error", "", "there is none", "write one")

    assert (
        annotate.github(results(QUICKSTART, nowhere)) == "::error title=no-clusters::there is none%0AFix: write one\n"
    )


def test_nothing_found_is_nothing_said() -> None:
    assert annotate.github(results(QUICKSTART)) == ""
    assert json.loads(annotate.gitlab(results(QUICKSTART))) == []


def test_what_the_file_ignores_is_not_shown() -> None:
    spot = QUICKSTART.replace("max_per_zone: 1", "max_per_zone: 1\n    capacity: spot")
    where = "gpu_node_groups[0].instance_types"
    lived_with = f'{spot}ignore:\n  - {{id: spot-pools, where: "{where}", reason: a test}}\n'

    assert "spot-pools" in annotate.github(results(spot))
    assert "spot-pools" not in annotate.github(results(lived_with))
