"""The example of charts is sound, and the guide shows what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from eks_gpu.declaration import read
from eks_gpu.spec import load_text
from tests.design import helm
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = ROOT / "examples" / "charts" / "tools.yaml"
GUIDE = (ROOT / "docs" / "how-to" / "charts.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)
HEAD = EXAMPLE.read_text(encoding="utf-8").partition("\n# Before all charts")[0]


def test_the_example_has_no_finding() -> None:
    found = read(EXAMPLE, "examples/charts/tools.yaml")

    assert found.problems == ()
    assert found.design is not None
    assert next(release.name for release in found.design.releases) == "aws-load-balancer-controller"


def test_helm_gets_the_objects_of_the_example(tmp_path: Path) -> None:
    design = read(EXAMPLE).draft
    assert design is not None
    (chart,) = (release.local for release in design.releases if release.local)

    (found,) = (helm.read(text) for text in helm.rendered(helm.write(chart, tmp_path)))
    (container,) = found["spec"]["leaderWorkerTemplate"]["workerTemplate"]["spec"]["containers"]
    assert container["command"][2].startswith("echo started as ${LWS_WORKER_INDEX}")


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_what_the_guide_shows_is_in_the_example(snippet: str) -> None:
    _, _, items = snippet.partition("\n")

    assert items.rstrip("\n") in EXAMPLE.read_text(encoding="utf-8")
    assert load_text(f"{HEAD}\n{snippet}").problems == ()


def test_the_guide_shows_something() -> None:
    assert len(SNIPPETS) == 5
