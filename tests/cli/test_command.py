"""The command as people type it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[2]
QUICKSTART = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
RUN = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done


def written(folder: Path, text: str = QUICKSTART, name: str = "one.yaml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_sound_files_are_clean() -> None:
    done = run("check", "clusters/quickstart.yaml", "clusters/noble-gpu.yaml")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ cuda-example  gpu  runs" in done.stdout
    assert done.stdout.endswith("no problems\n")


def test_problems_exit_with_one_and_warnings_only_if_strict(tmp_path: Path) -> None:
    broken = written(tmp_path, f"{QUICKSTART}    memory: 15Gi\n")
    warned = written(tmp_path, QUICKSTART.replace("max_per_zone", "capacity: spot\n    max_per_zone"), "two.yaml")

    assert run("check", broken, cwd=tmp_path).returncode == 1
    assert run("check", warned, cwd=tmp_path).returncode == 0
    assert run("check", "--strict", warned, cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("text", ["a: [", "\x00"])
def test_what_cannot_be_read_exits_with_two(tmp_path: Path, text: str) -> None:
    assert run("check", written(tmp_path, text), cwd=tmp_path).returncode == 2
    assert run("check", "absent.yaml", cwd=tmp_path).returncode == 2
    assert run("explain", "absent.yaml", "x", cwd=tmp_path).returncode == 2


def test_two_files_of_one_cluster(tmp_path: Path) -> None:
    done = run("check", written(tmp_path), written(tmp_path, name="two.yaml"), cwd=tmp_path)

    assert done.returncode == 1
    assert "cluster-name-shared" in done.stdout


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machines_get_nothing_but_json(tmp_path: Path, form: str) -> None:
    done = run("check", "--format", form, written(tmp_path, f"{QUICKSTART}    memory: 15Gi\n"), cwd=tmp_path)

    assert done.returncode == 1
    assert json.loads(done.stdout)


def test_previous_says_what_the_edit_does(tmp_path: Path) -> None:
    old, new = written(tmp_path), written(tmp_path, QUICKSTART.replace("g5.xlarge", "g6.xlarge"), "new.yaml")

    done = run("check", "--previous", old, new, cwd=tmp_path)
    assert done.returncode == 0
    assert "change-group-replaced" in done.stdout
    assert run("check", "--previous", old, new, old, cwd=tmp_path).returncode == 2
    assert run("check", "--previous", "absent.yaml", new, cwd=tmp_path).returncode == 2


def test_explain_shows_the_arithmetic(tmp_path: Path) -> None:
    done = run("explain", "clusters/quickstart.yaml", "nvidia-smi")

    assert done.returncode == 0
    for number in ("16170Mi", "14193Mi", "993Mi", "214Mi", "3680m", "3660m", "a second kube-proxy"):
        assert number in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (
        run("explain", written(tmp_path, f"{QUICKSTART}    memory: 15Gi\n"), "nvidia-smi", cwd=tmp_path).returncode == 1
    )


@pytest.mark.parametrize(("sharing", "twice"), [("{replicas: 2, rename: true}", True), ("{replicas: 2}", False)])
def test_explain_says_where_a_batch_is_bought_twice(tmp_path: Path, sharing: str, twice: bool) -> None:  # noqa: FBT001
    shared = QUICKSTART.replace(
        "instance_types: [g5.xlarge]", f"instance_types: [g5.xlarge]\n    sharing: {{time_slicing: {sharing}}}"
    )
    assert shared != QUICKSTART
    done = run("explain", written(tmp_path, shared), "nvidia-smi", cwd=tmp_path)

    assert ("the autoscaler does not wait for nvidia.com/gpu.shared" in done.stdout) is twice


def test_explain_of_an_unknown_workload() -> None:
    done = run("explain", "clusters/quickstart.yaml", "nvidia")

    assert done.returncode == 2
    assert "did you mean nvidia-smi?" in done.stderr


def test_instances() -> None:
    done = run("instances", "--gpu", "h200", "--efa")

    assert [line.split()[0] for line in done.stdout.splitlines()[:4]] == ["type", "p5e.48xlarge", "p5en.48xlarge", "2"]
    assert max(map(len, run("instances").stdout.splitlines())) <= 80
    assert all(
        row["gpu_memory_gib"] >= 80
        for row in json.loads(run("instances", "--min-gpu-memory-gib", "80", "--json").stdout)
    )
    assert "p5.48xlarge" not in run("instances", "--region", "ca-west-1").stdout
    assert "did you mean H100?" in run("instances", "--gpu", "H1000").stderr
    assert run("instances", "--region", "us-west-9").returncode == 2


def test_every_command_explains_itself() -> None:
    for arguments in ((), ("check",), ("explain",), ("instances",), ("schema",)):
        assert run(*arguments, "--help").returncode == 0
    assert run("review").returncode == 2


def test_the_engine_is_never_touched() -> None:
    script = (
        "import sys; from eks_gpu.cli import app;"
        "app(['check', 'clusters/quickstart.yaml', '--previous', 'clusters/noble-gpu.yaml'], standalone_mode=False);"
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in {'jsii', 'cdktf', 'constructs'}))"
    )
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_colour_is_for_terminals_and_says_nothing_by_itself(tmp_path: Path) -> None:
    broken = written(tmp_path, f"{QUICKSTART}    memory: 15Gi\n")
    script = (
        "import sys; sys.stdout.isatty = lambda: True; from eks_gpu.cli import app;"
        f"app(['check', {broken!r}], standalone_mode=False)"
    )
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "PYTHONIOENCODING": "utf-8", "TERM": "xterm-256color"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert "\x1b[1;31m" in done.stdout
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert plain == run("check", broken, cwd=tmp_path).stdout
