"""Folders of answers that mean harm: binary, endless, nested, with names and links that lead elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from eks_gpu import cli
from eks_gpu.doctor.gathering import gather
from eks_gpu.doctor.gathering.gather import from_folder
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

VISION = ROOT / "tests" / "doctor" / "vision.yaml"
FOLDERS: dict[str, dict[str, bytes]] = {
    "binary": {"a": bytes(range(256)) * 400},
    "zeros": {"a": bytes(1_000_000)},
    "one line": {"pods.json": b"x" * 1_000_000},
    "braces": {"a": b"{" * 100_000},
    "a brace a line": {"a": b"{\n" * 20_000},
    "a bracket a line": {"a": b"[\n" * 20_000},
    "quotes": {"a": b'{"' * 20_000},
    "deep YAML": {"a.yaml": b"- " * 5000},
    "tag of python": {"a.yaml": b"apiVersion: v1\nkind: Pod\nmetadata: !!python/object/apply:os.system [id]\n"},
    "log": {"autoscaler.log": b"I1119 08:00:00.000000 1 x.go:1] failed\n::error::x::y\x1b[2J ##[error]z\n" * 500},
    "long line of a log": {"l.log": b"E1119 " + b"A" * 500_000},
    "table": {"t.txt": b"NAME STATUS\n" + b"a " * 50_000},
    "spaces": {"t.txt": b" " * 50_000 + b"\n"},
    "prompt": {"t.txt": b"$ kubectl " + b"a " * 50_000},
    "heading": {"t.txt": b"=" * 50_000 + b"#" * 50_000},
    "message of the scheduler": {"t.txt": b"0/3 nodes are available: " + b"1 Insufficient nvidia.com/gpu, " * 2000},
    "names": {"a\n::error::x::y.json": b'{"kind":"List","items":[{"kind":"Pod"', "##[error]\x1b[2J": b'{"kind":'},
}


def examined(folder: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, ["doctor", str(VISION), "--from", str(folder), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "this is a bug" not in done.output
    assert {letter for letter in done.output if not letter.isprintable()} <= {"\n"}
    assert not any(line.lstrip().startswith("::error") for line in done.output.splitlines())
    assert "##[" not in done.output
    assert len(done.output) < 50_000
    return done.exit_code, done.output


@pytest.mark.slow
@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_folder_that_means_harm_is_read_or_refused(tmp_path: Path, kind: str, form: str) -> None:
    for name, content in FOLDERS[kind].items():
        (tmp_path / name).write_bytes(content)

    assert examined(tmp_path, "--format", form)[0] in {0, 1, 2}


def test_links_do_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "private").write_text("autoscaler: secret\n")
    folder = tmp_path / "gathered"
    folder.mkdir()
    (folder / "nodes.json").symlink_to("../private")
    (folder / "all").symlink_to("/")
    (folder / "loop").symlink_to("loop")
    (folder / "zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    left_out: list[str] = []

    assert [*from_folder(folder, left_out)] == []
    assert left_out == ["nodes.json: it is a link that leaves the folder"]
    assert examined(folder)[0] == 2


def test_a_folder_has_a_limit_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_MOST_TOTAL", 10)
    for name, size in {"a": 6, "b": 5, "c": 4}.items():
        (tmp_path / name).write_bytes(b"x" * size)
    left_out: list[str] = []

    assert [name for name, _ in from_folder(tmp_path, left_out)] == ["a", "c"]
    assert len(left_out) == 1
    assert left_out[0].startswith("b: the folder has more than")


def test_it_names_the_files_that_are_left_out_of_thousands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_MOST_FILES", 30)
    for number in range(50):
        (tmp_path / f"{number:02}").write_text("x")
    left_out: list[str] = []

    assert len([*from_folder(tmp_path, left_out)]) == 30
    assert left_out == ["the folder has 50 files; only the first 30 are read"]
