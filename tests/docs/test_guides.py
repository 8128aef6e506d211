"""What the guides show is what the command says, and what the examples hold."""

from __future__ import annotations

import re

import pytest

from eks_gpu import declaration
from eks_gpu.report.text import report
from eks_gpu.spec import load_text
from tests.synthesized import ROOT

GUIDE = (ROOT / "docs" / "how-to" / "upgrade.md").read_text(encoding="utf-8")
CLUSTERS = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "clusters").glob("*.yaml")}
GROUP = "    capacity: spot\n    max_per_zone: 4\n"
SECOND = f"  - name: gpu-l40s\n    instance_types: [g6e.xlarge, g6e.2xlarge]\n{GROUP}"
SMALL = "    max_per_zone: 1\n"
# One edit after the other to the noble-gpu, as the guide says.
BOTH = (
    CLUSTERS["noble-gpu"].replace(GROUP, GROUP + SECOND).replace("replicas: 10", "replicas: 10\n    node_groups: [gpu]")
)
MOVED = BOTH.replace("node_groups: [gpu]", "node_groups: [gpu-l40s]")
REMOVED = re.sub(r"  - name: gpu\n.*?(?=  - name: gpu-l40s)", "", MOVED, flags=re.DOTALL)
TWO = CLUSTERS["quickstart"].replace(SMALL, f"{SMALL}  - name: gpu-l40s\n    instance_types: [g6e.xlarge]\n{SMALL}")


def said(name: str, old: str, new: str) -> list[str]:
    """The findings, one text each, as the command prints them."""
    assert old != new
    before, after = (declaration.check(load_text(text, f"clusters/{name}.yaml")) for text in (old, new))
    printed = report([declaration.check_change(after, before)])
    findings, _, _ = printed.partition(f"clusters/{name}.yaml: will it run?")
    return [one for one in findings.strip().split("\n\n") if one]


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("noble-gpu", '"1.35"', '"1.36"', 1),
        ("quickstart", SMALL, f"{SMALL}    ami: {{release_version: 1.35.3-20260714}}\n", 1),
        ("quickstart", "g5.xlarge", "g6e.xlarge", 2),
    ],
    ids=["minor", "release", "types"],
)
def test_edits_are_shown_as_they_are(name: str, old: str, new: str, found: int) -> None:
    text = CLUSTERS[name]
    findings = said(name, text, text.replace(old, new))

    assert len(findings) == found
    assert indented(findings[0]) in indented(GUIDE)


def test_nothing_is_found_when_the_second_group_comes() -> None:
    assert said("noble-gpu", CLUSTERS["noble-gpu"], BOTH) == []


def test_a_deployment_moves_in_place_and_a_job_runs_again() -> None:
    assert said("noble-gpu", BOTH, MOVED) == []
    (finding,) = said("quickstart", TWO, TWO.replace("[nvidia-smi]", "[nvidia-smi]\n    node_groups: [gpu-l40s]"))
    assert indented(finding.partition("\n")[2]) in indented(GUIDE)


def test_removing_the_first_group_is_shown_as_it_is() -> None:
    (finding,) = said("noble-gpu", MOVED, REMOVED)

    assert indented(finding) in indented(GUIDE)


def test_two_minors_and_one_back_are_errors() -> None:
    text = CLUSTERS["quickstart"]
    for old, new in (("1.34", "1.36"), ("1.35", "1.34")):
        findings = said("quickstart", text.replace("1.35", old), text.replace("1.35", new))
        assert any("error [change-kubernetes-version]" in one for one in findings)


def indented(text: str) -> str:
    """Without the indentation of a list that the page puts around a block."""
    return "\n".join(line.strip() for line in text.splitlines())


@pytest.mark.parametrize("name", ["_defaults", "staging"])
def test_the_fleet_is_shown_as_it_is(name: str) -> None:
    fleet = (ROOT / "examples" / "fleet" / f"{name}.yaml").read_text(encoding="utf-8")
    shown = "".join(line for line in fleet.splitlines(keepends=True) if not line.startswith("#"))

    assert f"```yaml\n{shown}```" in (ROOT / "docs" / "how-to" / "many-clusters.md").read_text(encoding="utf-8")
