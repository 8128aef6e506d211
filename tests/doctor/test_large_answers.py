"""Long lists are read object by object, with the result of reading them whole."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.doctor import examine, observe
from eks_gpu.doctor.answers.large import Large
from eks_gpu.doctor.gathering import gather
from eks_gpu.doctor.gathering.gather import from_folder, live, run_command
from tests.doctor import healthy
from tests.doctor.cases import BROKEN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_LARGE", 0)


@pytest.mark.slow
@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_long_list_gives_the_findings_of_a_short_one(case: Any, tmp_path: Path) -> None:
    folder = case.folder()
    texts = [*from_folder(folder.write(tmp_path / "folder"))]

    assert any(isinstance(text, Large) for _, text in texts)
    seen, whole = observe(texts), observe(sorted(folder.texts()))
    assert {kind: set(map(repr, found)) for kind, found in seen.answers.items()} == {
        kind: set(map(repr, found)) for kind, found in whole.answers.items()
    }
    assert examine(healthy.design(), seen) == examine(healthy.design(), whole)


@pytest.mark.usefixtures("everything_is_large")
def test_a_long_list_that_is_cut_off_shows_what_came_before(tmp_path: Path) -> None:
    text = json.dumps(healthy.scaled_up(20)["pods.json"], indent=4)
    (tmp_path / "pods.json").write_text(text[: len(text) // 2])

    seen = observe(from_folder(tmp_path))

    assert 10 < len(seen.pods) < 30
    assert f"{len(seen.pods)} complete objects before it were read" in seen.unread[0]
    assert not seen.whole


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "PodList", "apiVersion": "v1", "metadata": {"a": 1}, "items": [{"metadata": {"name": "p"}}]}',
        '{"items": [{"kind": "Pod", "metadata": {"name": "p"}}], "kind": "List"}',
        '{"items": []}\n{"items": [{"kind": "Pod", "metadata": {"name": "p"}}]}',
        '{"some": {"items": [{"kind": "Pod", "metadata": {"name": "p"}}]}}',
        '{"items": [{"kind": "Pod", "metadata": {"name": "p", "labels": null}, "spec": {"containers": null}}]}',
    ],
)
def test_lists_of_every_shape(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text)

    assert [pod.name for pod in observe(from_folder(tmp_path)).pods] == ["p"]


def test_equal_parts_are_kept_once() -> None:
    first, second = (pod for pod in observe(healthy.scaled_up(2).texts()).pods if "plugin" in pod.name)

    assert first.metadata.name != second.metadata.name
    assert first.spec.containers is second.spec.containers
    assert first.status is second.status


@pytest.mark.process
@pytest.mark.usefixtures("everything_is_large")
def test_a_long_answer_of_a_command_is_not_held(tmp_path: Path) -> None:
    answer = json.dumps(healthy.scaled_up()["nodes.json"])
    (tmp_path / "kubectl").write_text(f"#!{sys.executable}\nprint({answer!r})\n")
    (tmp_path / "kubectl").chmod(0o755)
    words = [str(tmp_path / "kubectl")]

    code, output, message = run_command(words, tmp_path)

    assert (code, message) == (0, "")
    assert isinstance(output, Large)
    assert len(observe([("nodes", output)]).nodes) == 2


@pytest.mark.process
def test_a_command_without_an_answer_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_SECONDS", 0.2)

    assert run_command(["sleep", "60"], tmp_path)[0] == 124
    assert live([], lambda words: run_command(words, tmp_path)) == ([], [])
