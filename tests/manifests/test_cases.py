"""Public manifests, written small: what comes of each pod, and what is found at which line.

The header of each file says where it comes from, on which cluster it is judged, and what must come of it, worked out by
hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eks_gpu import declaration
from eks_gpu.manifests.objects import read_objects
from eks_gpu.manifests.shared.placement import verdict_of

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.yaml"))
SAID = re.compile(r"^# (Source|Cluster|Verdict|Finding|Daemon|Elsewhere|Unknown): (.+)$", re.MULTILINE)


def said(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in SAID.findall(text):
        found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_what_comes_of_a_public_manifest(case: Path) -> None:
    expected = said(case.read_text(encoding="utf-8"))
    cluster = HERE / "clusters" / f"{expected['Cluster'][0]}.yaml"
    judged = declaration.read(cluster, manifests=read_objects([str(case)], ["case.yaml"]))
    assert judged.manifests
    found = {f"{one.pods.demand.namespace}/{one.pods.demand.name}": one for one in judged.manifests.fits}

    verdicts = [f"{name} {verdict_of(one)}" for name, one in found.items()]
    findings = [f"{one.id} {one.position.line if one.position else 0}" for one in judged.problems]
    assert expected["Source"]
    assert sorted(verdicts) == sorted(expected.get("Verdict", []))
    assert sorted(findings) == sorted(expected.get("Finding", []))
    assert [one.template.owner.name for one in judged.manifests.daemons] == expected.get("Daemon", [])
    assert list(judged.manifests.elsewhere) == expected.get("Elsewhere", [])
    for sentence in expected.get("Unknown", []):
        name, _, doubt = sentence.partition(" ")
        assert any(one.startswith(doubt) for one in found[name].fit.doubts)


def test_the_clusters_themselves_are_sound() -> None:
    for file in (HERE / "clusters").glob("*.yaml"):
        assert [one for one in declaration.read(file).problems if one.severity == "error"] == []


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 40
