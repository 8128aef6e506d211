"""What a synthesis leaves in its folder when it is killed, fails, or meets another one."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from eks_gpu.stacks import output
from eks_gpu.stacks.output import CHARTS, JOURNAL, LOCK, NEW, OBSTACLE, finish, written
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

STACKS = ("a-network", "a-cluster", "a-platform", "a-workloads")


def synthesize(outdir: Path, version: str, stacks: tuple[str, ...] = STACKS) -> None:
    with written(outdir, whole=True) as folder:
        fill(folder, version, stacks)


def fill(folder: Path, version: str, stacks: tuple[str, ...] = STACKS) -> None:
    for stack in stacks:
        (folder / "stacks" / stack).mkdir(parents=True)
        (folder / "stacks" / stack / "cdk.tf.json").write_text(json.dumps({"locals": {"version": version}}))
    (folder / "manifest.json").write_text(version)


def versions(outdir: Path) -> set[str]:
    files = [*outdir.glob("stacks/*/cdk.tf.json")]
    return {json.loads(path.read_text())["locals"]["version"] for path in files} | {
        (outdir / "manifest.json").read_text()
    }


def refused(outdir: Path) -> list[str]:
    return sorted(path.parent.name for path in outdir.glob(f"stacks/*/{OBSTACLE}"))


def test_all_of_it_takes_the_place_of_what_was(tmp_path: Path) -> None:
    synthesize(tmp_path, "1")
    (tmp_path / "stacks" / "a-network" / ".terraform").mkdir()
    synthesize(tmp_path, "2", STACKS[:2])

    assert versions(tmp_path) == {"2"}
    assert sorted(path.name for path in (tmp_path / "stacks").iterdir()) == ["a-cluster", "a-network"]
    assert (tmp_path / "stacks" / "a-network" / ".terraform").is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, "manifest.json", "stacks"]
    assert refused(tmp_path) == []


def with_charts(outdir: Path, charts: dict[str, str]) -> None:
    """A synthesis whose platform stack has these files of charts."""
    with written(outdir, whole=True) as folder:
        fill(folder, "1")
        for name, text in charts.items():
            path = folder / "stacks" / "a-platform" / CHARTS / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def test_charts_come_and_go_with_their_stack(tmp_path: Path) -> None:
    with_charts(tmp_path, {"one/Chart.yaml": "1", "one/templates/a.yaml": "1", "two/Chart.yaml": "1"})
    with_charts(tmp_path, {"one/Chart.yaml": "2", "one/templates/a.yaml": "1"})
    charts = tmp_path / "stacks" / "a-platform" / CHARTS

    assert {path.relative_to(charts).as_posix(): path.read_text() for path in charts.rglob("*") if path.is_file()} == {
        "one/Chart.yaml": "2",
        "one/templates/a.yaml": "1",
    }
    assert [*tmp_path.rglob(OBSTACLE)] == []


def test_a_kill_while_charts_are_moved_stops_their_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_charts(tmp_path, {"one/Chart.yaml": "1"})
    replace, count = type(tmp_path).replace, iter(range(100))

    def killed(self: Path, target: Path) -> Path:
        # The journal is moved first.
        if next(count):
            raise SystemExit
        return replace(self, target)

    monkeypatch.setattr(type(tmp_path), "replace", killed)
    with pytest.raises(SystemExit):
        with_charts(tmp_path, {"one/Chart.yaml": "2"})
    monkeypatch.undo()

    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob(OBSTACLE)] == [
        f"stacks/a-platform/{OBSTACLE}"
    ]


def test_a_link_in_place_of_charts_is_not_followed(tmp_path: Path) -> None:
    synthesize(tmp_path / "out", "1")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("mine")
    (tmp_path / "out" / "stacks" / "a-platform" / CHARTS).symlink_to(tmp_path / "mine")
    synthesize(tmp_path / "out", "2")

    assert (tmp_path / "mine" / "a.txt").read_text() == "mine"


def test_a_file_that_stays_the_same_is_not_touched(tmp_path: Path) -> None:
    synthesize(tmp_path, "1")
    path = tmp_path / "stacks" / "a-cluster" / "cdk.tf.json"
    os.utime(path, (1, 1))
    synthesize(tmp_path, "1")

    assert path.stat().st_mtime == 1


def fail(outdir: Path, error: BaseException) -> None:
    with written(outdir, whole=True) as folder:
        fill(folder, "2")
        raise error


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("x")])
def test_a_failure_leaves_what_was(tmp_path: Path, error: BaseException) -> None:
    synthesize(tmp_path, "1")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(type(error)):
        fail(tmp_path, error)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_full_disk_at_the_last_write_leaves_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesize(tmp_path, "1")
    monkeypatch.setattr(output, "_REFUSAL", {"not": {"to": {"be": {"written": object()}}}})
    with pytest.raises(TypeError):
        synthesize(tmp_path, "2")

    assert versions(tmp_path) == {"1"}
    assert refused(tmp_path) == []
    assert not (tmp_path / NEW).exists()


@pytest.mark.parametrize("moved", range(len(STACKS) + 1))
def test_a_kill_between_two_files_is_seen_and_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    synthesize(tmp_path, "1")
    replace, count = type(tmp_path).replace, iter(range(100))

    def killed(self: Path, target: Path) -> Path:
        # The journal is moved first.
        if next(count) > moved:
            raise SystemExit
        return replace(self, target)

    monkeypatch.setattr(type(tmp_path), "replace", killed)
    with pytest.raises(SystemExit):
        synthesize(tmp_path, "2")
    monkeypatch.undo()

    assert (tmp_path / NEW / JOURNAL).exists()
    # Terraform refuses every stack of the cluster until it is whole, unless only the manifest is old.
    assert refused(tmp_path) == (sorted(STACKS) if moved < len(STACKS) else [])
    finish(tmp_path)
    assert versions(tmp_path) == {"2"}
    assert refused(tmp_path) == []
    assert not (tmp_path / NEW).exists()


def test_what_was_never_complete_is_discarded(tmp_path: Path) -> None:
    synthesize(tmp_path, "1")
    (tmp_path / NEW).mkdir()
    fill(tmp_path / NEW, "2")
    (tmp_path / "stacks" / "a-cluster" / OBSTACLE).write_text("{}")
    finish(tmp_path)

    assert versions(tmp_path) == {"1"}
    assert refused(tmp_path) == []


WRITER = (
    "import sys; from pathlib import Path; from tests.app.test_output import synthesize\n"
    "for number in range(10_000): synthesize(Path(sys.argv[1]), f'{sys.argv[2]}-{number}')"
)


def writer(outdir: Path, name: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'constructs'}{os.pathsep}{ROOT}"}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(outdir), name], env=environment, stderr=subprocess.DEVNULL
    )


@pytest.mark.process
def test_killed_at_any_moment_it_is_old_or_new_or_refused(tmp_path: Path) -> None:
    synthesize(tmp_path, "0")
    moments = random.Random(1)  # noqa: S311 - moments, and no secrets
    for name in "abcdef":
        process = writer(tmp_path, name)
        deadline = time.monotonic() + 60
        while not (tmp_path / "manifest.json").read_text().startswith(name) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moments.random() / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()

        files = [json.loads(path.read_text()) for path in tmp_path.glob("stacks/*/cdk.tf.json")]
        stacks = {one["locals"]["version"] for one in files}
        assert len(stacks) == 1 or refused(tmp_path) == sorted(STACKS)
        finish(tmp_path)
        assert len(versions(tmp_path)) == 1


@pytest.mark.process
def test_runs_that_meet_wait_for_each_other(tmp_path: Path) -> None:
    synthesize(tmp_path, "0")
    writers = [writer(tmp_path, name) for name in "ab"]
    time.sleep(2)
    for process in writers:
        assert process.poll() is None
        process.terminate()
        process.wait()
    finish(tmp_path)

    assert len(versions(tmp_path)) == 1


def test_the_refusal_is_a_sentence(tmp_path: Path) -> None:
    synthesize(tmp_path, "1")
    (sentence,) = output._REFUSAL

    assert "Run cdktf synth again" in sentence


def synthesize_as(outdir: Path, name: str) -> None:
    with written(outdir, whole=True) as folder:
        fill(folder, "1")
        for path in folder.glob("stacks/*/cdk.tf.json"):
            path.rename(path.with_name(name))


def test_the_other_form_of_a_stack_is_removed(tmp_path: Path) -> None:
    """Terraform would read both, and find every resource declared twice."""
    synthesize_as(tmp_path, "cdk.tf.json")
    for form in ("cdk.tf", "cdk.tf.json", "cdk.tf"):
        (tmp_path / "stacks" / "a-network" / "own.tf").touch()
        synthesize_as(tmp_path, form)

        assert {path.name for path in tmp_path.glob("stacks/*/cdk.*")} == {form}
        assert (tmp_path / "stacks" / "a-network" / "own.tf").exists()
        assert refused(tmp_path) == []


def test_the_other_form_of_a_cluster_that_is_not_chosen_stays(tmp_path: Path) -> None:
    synthesize_as(tmp_path, "cdk.tf.json")
    with written(tmp_path, whole=False) as folder:
        (folder / "stacks" / "b-network").mkdir(parents=True)
        (folder / "stacks" / "b-network" / "cdk.tf").touch()

    assert (tmp_path / "stacks" / "a-network" / "cdk.tf.json").exists()


def test_a_kill_before_the_other_form_is_removed_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesize_as(tmp_path, "cdk.tf.json")

    def killed(self: Path, **_: object) -> None:
        raise SystemExit(str(self))

    monkeypatch.setattr(type(tmp_path), "unlink", killed)
    with pytest.raises(SystemExit):
        synthesize_as(tmp_path, "cdk.tf")
    monkeypatch.undo()

    assert refused(tmp_path) == sorted(STACKS)
    finish(tmp_path)
    assert {path.name for path in tmp_path.glob("stacks/*/*")} == {"cdk.tf"}


@pytest.mark.parametrize(
    "journal",
    [
        *("", "{", "[]", "5", '{"files": 5}', '{"files": null}'),
        *('{"removed": [".."]}', '{"removed": ["stacks/../.."]}', '{"obstacles": ["/etc/hostname"]}'),
        '{"files": ["../x"]}',
    ],
)
def test_a_journal_that_is_broken_keeps_the_obstacles_until_all_is_written(tmp_path: Path, journal: str) -> None:
    synthesize(tmp_path, "1")
    (tmp_path / NEW).mkdir()
    (tmp_path / NEW / JOURNAL).write_text(journal)
    (tmp_path / "stacks" / "a-cluster" / OBSTACLE).write_text("{}")
    finish(tmp_path)

    assert refused(tmp_path) == ["a-cluster"]
    synthesize(tmp_path, "1")
    assert refused(tmp_path) == []


def test_a_lock_that_is_a_link_empties_nothing(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / LOCK).symlink_to("../precious")
    with pytest.raises(OSError, match="symbolic"):
        synthesize(tmp_path / "out", "1")

    assert (tmp_path / "precious").read_text() == "kept"


def test_a_lock_that_is_left_over_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("12345")
    synthesize(tmp_path, "1")

    assert versions(tmp_path) == {"1"}
