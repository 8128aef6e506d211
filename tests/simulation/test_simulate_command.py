"""`eks-gpu simulate` as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[2]
RUN = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"
NOBLE, QUICKSTART = "clusters/noble-gpu.yaml", "clusters/quickstart.yaml"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT / "constructs"), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", RUN, "simulate", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_a_page_for_people() -> None:
    done = run(NOBLE, "--submit", "cuda-example")

    assert done.returncode == 0, done.stderr
    assert "  0:00:30  scale-up    +10 nodes of gpu" in done.stdout
    assert "✓ cuda-example: 10 pods started, after 0:04:30" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_guide_shows_what_is_printed() -> None:
    guide = (ROOT / "docs" / "how-to" / "simulate.md").read_text(encoding="utf-8")
    blocks = [block.removeprefix("console\n$ ") for block in guide.split("```") if block.startswith("console\n$ ")]

    assert blocks
    for block in blocks:
        command, _, printed = block.partition("\n")
        assert run(*command.split()[2:]).stdout == printed, command


def test_what_never_starts_exits_with_one() -> None:
    done = run(NOBLE, "--submit", "cuda-example=20")

    assert done.returncode == 1
    assert "✗ cuda-example: 8 of 20 pods never started" in done.stdout
    assert "the quota of namespace cuda is 12 GPUs, so" in done.stdout.replace("\n    ", " ")


def test_machines_get_nothing_but_json() -> None:
    done = run(QUICKSTART, "--submit", "nvidia-smi=3@10m", "--json", "--run-for", "90s")
    found = json.loads(done.stdout)

    assert done.returncode == 0
    assert found["events"][0] == {
        "at": 600,
        "kind": "arrive",
        "subject": "nvidia-smi",
        "count": 3,
        "where": {},
        "text": "",
    }
    assert found["workloads"][0]["started"] == 3
    assert found["node_groups"][0]["peak"] == 2
    assert found["settings"]["run_for"] == 90


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "the workloads are: nvidia-smi"),
        (("--submit", "nvidia"), "did you mean nvidia-smi?"),
        (("--submit", "nvidia-smi=0"), "such as train=3@10m"),
        (("--submit", "nvidia-smi=20000"), "at most 10000 pods"),
        (("--submit", "nvidia-smi", "--until", "soon"), "--until soon"),
        (("--submit", "nvidia-smi", "--boot", "0s"), "--boot 0s"),
        (("--submit", "nvidia-smi", "--device-delay", "1"), "--device-delay 1"),
        (("--submit", "nvidia-smi", "--run-for", "9000h"), "--run-for 9000h"),
        (("--submit", "nvidia-smi", "--spot-refusal", "2"), "from 0 to 1"),
    ],
)
def test_bad_arguments_say_what_to_write(arguments: tuple[str, ...], says: str) -> None:
    done = run(QUICKSTART, *arguments)

    assert done.returncode == 2
    assert says in done.stderr
    assert not done.stdout


def test_what_cannot_be_read_exits_with_two() -> None:
    assert run("absent.yaml", "--submit", "x").returncode == 2
    assert run("--help").returncode == 0


def test_a_file_with_errors_is_simulated_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(f"{(ROOT / QUICKSTART).read_text(encoding='utf-8')}    memory: 15Gi\n", encoding="utf-8")
    done = run(str(file), "--submit", "nvidia-smi")

    assert done.returncode == 1
    assert "has errors" in done.stderr
    assert "still pending after a new node joined" in done.stdout


def test_long_timelines_are_cut() -> None:
    arrivals = [argument for minute in range(1, 80) for argument in ("--submit", f"nvidia-smi=1@{minute}m")]
    done = run(QUICKSTART, *arguments_for(arrivals))

    assert "more; --output json lists them all" in done.stdout
    assert len(done.stdout.splitlines()) < 160


def arguments_for(arrivals: list[str]) -> tuple[str, ...]:
    return ("--run-for", "20s", *arrivals)
