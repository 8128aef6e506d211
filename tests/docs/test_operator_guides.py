"""The guides about operators: their files pass the check, and its output is what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner

from eks_gpu.cli import app
from eks_gpu.spec import load_text
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Page: its cluster file, and its manifest.
GUIDES = {
    "multi-node-serving": ("clusters/serve.yaml", "clusters/llm.yaml"),
    "ray-on-spot": ("clusters/ray.yaml", "raycluster.yaml"),
}


def page(name: str) -> str:
    return (ROOT / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8")


def files(name: str) -> dict[str, str]:
    """The files of a page by name: the name stands in the line above the block."""
    found = re.findall(r"^`([\w/.-]+\.yaml)`[^\n]*:\n\n```yaml\n(.*?)```", page(name), flags=re.DOTALL | re.MULTILINE)
    return dict(found)


def pods(name: str) -> list[dict[str, Any]]:
    """The pods of a page's manifest."""
    document = next(yaml.safe_load_all(files(name)[GUIDES[name][1]]))
    spec = document["spec"]
    if document["kind"] == "LeaderWorkerSet":
        template = spec["leaderWorkerTemplate"]
        return [template["leaderTemplate"]["spec"], template["workerTemplate"]["spec"]]
    groups = [spec["headGroupSpec"], *spec["workerGroupSpecs"]]
    return [group["template"]["spec"] for group in groups]


@pytest.mark.parametrize("name", GUIDES)
def test_the_check_says_what_the_page_shows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clusters").mkdir()
    for file, text in files(name).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    block = r"^\$ eks-gpu (check [^\n]*)\n(.*?no problems\n)"
    ((command, shown),) = re.findall(block, page(name), flags=re.DOTALL | re.MULTILINE)

    done = CliRunner().invoke(app, command.split())

    assert (done.exit_code, done.output) == (0, shown)
    assert "✓" in shown
    assert "✗" not in shown


@pytest.mark.parametrize("name", GUIDES)
def test_pods_name_groups_of_the_cluster(name: str) -> None:
    spec = load_text(files(name)[GUIDES[name][0]], GUIDES[name][0]).spec
    assert spec is not None
    groups = {group.name for group in spec.gpu_node_groups}
    for pod in pods(name):
        group = pod["nodeSelector"]["eks-gpu.io/group"]
        (container,) = pod["containers"]
        asks = container["resources"]["limits"].get("nvidia.com/gpu")
        assert group in groups if asks else group == "system"
        assert bool(asks) == any(one["key"] == "nvidia.com/gpu" for one in pod.get("tolerations", []))


def test_a_group_of_the_model_takes_whole_nodes_with_efa() -> None:
    leader, worker = (pod["containers"][0] for pod in pods("multi-node-serving"))

    assert leader["resources"] == worker["resources"]
    assert leader["resources"]["limits"]["vpc.amazonaws.com/efa"] == "32"
    assert "--pipeline-parallel-size 2" in leader["args"][0]


def test_nothing_of_ray_but_workers_is_on_spot() -> None:
    head, worker = pods("ray-on-spot")

    assert head["nodeSelector"] == {"eks-gpu.io/group": "system"}
    assert worker["nodeSelector"] == {"eks-gpu.io/group": "spot"}
