"""The table is kept with the compiled modules, and made again when a file of it changes."""

from __future__ import annotations

import os
import pickle
import sys
from typing import TYPE_CHECKING

import pytest

from eks_gpu.doctor import signatures
from eks_gpu.doctor.signatures.kept import kept

if TYPE_CHECKING:
    from pathlib import Path


class Maker:
    """Counts how often the value is made of the folder's one file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "rows.toml"
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return self.file.read_text(encoding="utf-8")

    def value(self) -> str:
        return kept("rows", [self.file.parent], self)

    @property
    def kept_in(self) -> Path:
        return next((self.file.parent / "__pycache__").iterdir())


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    made = Maker(tmp_path)
    made.file.write_text("one", encoding="utf-8")
    return made


def test_it_is_made_once(maker: Maker) -> None:
    assert [maker.value(), maker.value()] == ["one", "one"]
    assert maker.count == 1


def test_a_changed_file_counts_at_once(maker: Maker) -> None:
    assert maker.value() == "one"
    maker.file.write_text("other", encoding="utf-8")

    assert maker.value() == "other"


def test_a_new_file_and_a_new_time_count_too(maker: Maker) -> None:
    maker.value()
    (maker.file.parent / "more.toml").touch()
    maker.value()
    os.utime(maker.file, ns=(1, 1))
    maker.value()

    assert maker.count == 3


@pytest.mark.parametrize("end", [0, 40, -1], ids=["empty", "without a value", "cut"])
def test_a_file_that_was_cut_is_made_again(maker: Maker, end: int) -> None:
    maker.value()
    maker.kept_in.write_bytes(maker.kept_in.read_bytes()[:end])

    assert maker.value() == "one"
    assert maker.count == 2


def test_a_value_of_a_class_that_is_gone_is_made_again(maker: Maker) -> None:
    maker.value()
    held = maker.kept_in.read_bytes()
    key = held[: held.index(pickle.dumps("one", pickle.HIGHEST_PROTOCOL))]
    maker.kept_in.write_bytes(key + b"cnowhere_to_be_found\nGone\n.")

    assert maker.value() == "one"


def test_nothing_is_written_where_python_writes_no_bytecode(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert [maker.value(), maker.value()] == ["one", "one"]
    assert maker.count == 2
    assert not (maker.file.parent / "__pycache__").exists()


def test_it_can_be_turned_off(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EKS_GPU_KEPT_ROWS", "0")

    assert [maker.value(), maker.value()] == ["one", "one"]
    assert maker.count == 2


def test_a_folder_that_is_not_writable_does_no_harm(maker: Maker) -> None:
    # Root may write everywhere, but not below a file.
    (maker.file.parent / "__pycache__").touch()

    assert [maker.value(), maker.value()] == ["one", "one"]


def test_kept_rows_are_those_of_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    rows, index, likeness = signatures._read_and_indexed()
    kept("rows", [tmp_path], lambda: (rows, index, likeness))
    again, indexed, alike = kept("rows", [tmp_path], lambda: ((), None, None))

    assert again == rows == signatures.signatures()
    assert alike == likeness
    assert indexed
    text = "torch.outofmemoryerror: cuda out of memory"
    assert [*indexed.candidates(text)] == [*index.candidates(text)]
