"""`--manifests` on the command line, and `manifests` in the cluster file, in every form of output."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from eks_gpu import declaration
from eks_gpu.cli import app
from eks_gpu.manifests.objects import read_objects

HERE = Path(__file__).parent
SMALL = str(HERE / "clusters" / "small.yaml")
CASE = HERE / "cases"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_rendered_chart_comes_by_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = (CASE / "vllm-production-stack.yaml").read_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(rendered)))
    found = declaration.read(Path(SMALL), manifests=read_objects(["-"]))

    assert [(one.id, one.file, one.position and one.position.line) for one in found.problems] == [
        ("workload-never-scales", "<stdin>", 26)
    ]


def test_nothing_on_standard_input_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"")))

    assert "the command before the pipe may have failed" in read_objects(["-"]).problems[0].message


def test_text_says_where_and_what_to_do() -> None:
    code, output = run("check", SMALL, "--manifests", str(CASE / "comfyui.yaml"))

    assert code == 1
    assert "cases/comfyui.yaml:21:13: Deployment/comfyui: spec.template.spec.containers[0].resources" in output
    assert "error [workload-stays-pending]: comfyui would buy a node and stay Pending" in output
    assert "fix: ask for at most 14193Mi in all containers together" in output
    assert "✗ default/comfyui (1 pod)  a10g  stays-pending" in output


def test_sound_manifests_are_clean() -> None:
    code, output = run("check", "--strict", SMALL, "--manifests", str(CASE / "gpu-operator-healthy.yaml"))

    assert code == 0
    assert "not judged: 1 ClusterPolicy; the GPU Operator creates its DaemonSets" in output
    assert output.endswith("no problems\n")


def test_what_cannot_be_read_exits_with_two() -> None:
    assert run("check", SMALL, "--manifests", "absent.yaml")[0] == 2


def test_json_has_pods_and_their_lines() -> None:
    files = [str(CASE / name) for name in ("comfyui.yaml", "guardduty.yaml")]
    _, output = run("check", SMALL, "--format", "json", "--manifests", files[0], "--manifests", files[1])
    document: dict[str, Any] = json.loads(output)

    (manifests,) = document["manifests"]
    assert {one["name"]: one["verdict"] for one in manifests["pods"]} == {
        "comfyui": "stays-pending",
        "model": "never-scales",
    }
    assert manifests["daemons"][0]["requests"] == {"pods": "1", "cpu": "200m", "memory": "256Mi"}
    assert manifests["kinds"] == {"DaemonSet": 1, "Deployment": 2}
    assert {one["file"] for one in document["problems"]} == set(files)


def test_sarif_points_into_the_manifest() -> None:
    _, output = run("check", SMALL, "--format", "sarif", "--manifests", str(CASE / "whisper.yaml"))
    (found,) = json.loads(output)["runs"]
    places = {one["ruleId"]: one["locations"][0]["physicalLocation"] for one in found["results"]}

    assert places["node-selector"]["artifactLocation"]["uri"].endswith("tests/manifests/cases/whisper.yaml")
    assert places["node-selector"]["region"]["startLine"] == 16
    assert places["manifest-gpu-request"]["region"]["startLine"] == 21
    assert all(rule["help"]["text"] for rule in found["tool"]["driver"]["rules"])


def test_pods_of_manifests_are_explained_and_simulated() -> None:
    given = ("--manifests", str(CASE / "rollout.yaml"))
    code, output = run("explain", SMALL, "rollouts-demo", *given)
    assert code == 0
    assert "rollouts-demo (Rollout, 3 pods at once), each requests nvidia.com/gpu 1" in output
    code, output = run("simulate", SMALL, "--submit", "default/rollouts-demo", *given)
    assert code == 0
    assert "✓ rollouts-demo: 3 pods started" in output


def test_pods_without_gpus_are_explained_and_not_simulated() -> None:
    given = ("--manifests", str(CASE / "istio-mesh.yaml"))
    assert run("explain", SMALL, "istio-system/istiod", *given)[0] == 0
    code, output = run("simulate", SMALL, "--submit", "istiod", *given)
    assert code == 2
    assert "asks for no GPU" in output


def test_a_name_that_nobody_has_gets_the_nearest() -> None:
    code, output = run("explain", SMALL, "rollout-demo", "--manifests", str(CASE / "rollout.yaml"))

    assert code == 2
    assert "did you mean rollouts-demo?" in output


def test_daemon_sets_take_room_in_simulations() -> None:
    given = ("--manifests", str(CASE / "guardduty.yaml"))
    code, output = run("simulate", SMALL, "--submit", "model", *given)

    assert code == 1
    assert "3600m" in output


def _text(case: str) -> str:
    return (CASE / case).read_text(encoding="utf-8")


def cluster(folder: Path, *manifests: str) -> Path:
    """A cluster file in a repository that names manifests."""
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "clusters").mkdir(exist_ok=True)
    file = folder / "clusters" / "small.yaml"
    file.write_text(f"{Path(SMALL).read_text(encoding='utf-8')}manifests: {json.dumps(manifests)}\n", encoding="utf-8")
    return file


def test_the_cluster_file_names_manifests_relative_to_itself(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "comfyui.yaml").write_text(
        (CASE / "comfyui.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    found = declaration.read(cluster(tmp_path, "../apps"), "clusters/small.yaml")

    assert [(one.id, one.file) for one in found.problems] == [("workload-stays-pending", "apps/comfyui.yaml")]
    assert found.design is None


def test_the_cluster_file_opens_nothing_outside_of_its_repository(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "repository").mkdir()
    found = declaration.read(cluster(tmp_path / "repository", "../../secret.yaml"), "clusters/small.yaml")

    assert [(one.id, one.where) for one in found.problems] == [("manifest-unreadable", "manifests[0]")]
    assert "outside the repository" in found.problems[0].message


@pytest.mark.parametrize("path", ["-", "/etc/passwd", ""])
def test_the_cluster_file_names_files_only(tmp_path: Path, path: str) -> None:
    assert [one.id for one in declaration.read(cluster(tmp_path, path)).problems] == ["spec-value"]


def test_findings_about_manifests_can_be_ignored(tmp_path: Path) -> None:
    (tmp_path / "apps.yaml").write_text((CASE / "quota.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    file = cluster(tmp_path, "../apps.yaml")
    ignored = '[{id: manifest-quota, where: "Deployment/team/trainer: spec.template.spec", reason: "raised next week"}]'
    file.write_text(f"{file.read_text(encoding='utf-8')}ignore: {ignored}\n", encoding="utf-8")
    found = declaration.read(file)

    assert found.problems == ()
    assert [one.problem.id for one in found.ignored] == ["manifest-quota"]


def test_text_of_manifests_reaches_no_terminal(tmp_path: Path) -> None:
    text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: "\\e[2Ja\\n::error::b"}\n'
    text += "spec: {containers: [{name: c, resources: {limits: {nvidia.com/gpu: 9}}}]}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    _, output = run("check", SMALL, "--manifests", str(tmp_path / "a.yaml"))

    assert "\x1b" not in output
    assert not any(line.lstrip().startswith("::error::") for line in output.splitlines())


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes() -> None:
    given = [option for case in sorted(CASE.glob("*.yaml")) for option in ("--manifests", str(case))]

    assert run("check", SMALL, *given) == run("check", SMALL, *given)


def test_a_daemon_set_that_waits_for_a_label_is_said_to_be_unknown() -> None:
    _, output = run("check", SMALL, "--manifests", str(CASE / "mig-manager.yaml"))

    assert "not known: nvidia-mig-manager selects nvidia.com/gpu.deploy.mig-manager" in " ".join(output.split())
