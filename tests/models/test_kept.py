"""The kept models are those that pydantic makes: the same values, the same problems, and the same behaviour."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from eks_gpu import changes, checks
from eks_gpu.models import current
from eks_gpu.rules.examples import whole
from tools.write_models import content

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "clusters").glob("*.yaml"), *(ROOT / "tests" / "terraform" / "specs").glob("*.yaml")])
# Together they have most sections.
RICH = [path for path in FILES if path.stem in {"company", "combined", "karpenter-serving"}]
# An example about size is read slowly, and says nothing about models.
LONGEST = 10_000
# Values that few fields accept.
WRONG: tuple[Any, ...] = (None, "", "${x}", -1, 2.5, True, [], [{}], {}, {"x": 1}, "99999", ["a", "a"])


def test_the_file_is_of_the_models_as_they_are() -> None:
    assert current.KEPT.read_text(encoding="utf-8") == content(), "run `make docs`"


def fragments(*names: str) -> Iterator[str]:
    """The examples of these names of every rule about a declaration or an edit, as whole files."""
    for rule in (*checks.rules(), *changes.rules()):
        yield from (whole(text) for name in names if len(text := getattr(rule, name, None) or "") in range(1, LONGEST))


def mistakes(path: Path) -> Iterator[str]:
    """A file with one wrong value or one unknown key, for each place in it."""
    plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    for number, (holder, key) in enumerate(_places(plain)):
        right = holder[key]
        holder[key] = WRONG[number % len(WRONG)]
        yield yaml.safe_dump(plain, sort_keys=False)
        holder[key] = right
        if isinstance(right, dict):
            holder[key] = {**right, "nonsense": 1}
            yield yaml.safe_dump(plain, sort_keys=False)
            holder[key] = right


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _places(one)


@cache
def texts() -> list[tuple[str, bool]]:
    """Texts to read, and whether the rules judge them too."""
    judged = (*(path.read_text(encoding="utf-8") for path in FILES), *fragments("BAD"))
    read = (*fragments("BEFORE", "GOOD"), *(text for path in RICH for text in mistakes(path)))
    return [*((text, True) for text in judged), *((text, False) for text in read)]


@cache
def told(kind: str) -> list[dict[str, Any]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "PYTHONIOENCODING": "utf-8"}
    environment.pop("EKS_GPU_KEPT_MODELS", None)
    program = [sys.executable, str(Path(__file__).with_name("told.py")), kind]
    run = subprocess.run(
        program, input=json.dumps(texts()), capture_output=True, text=True, env=environment, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.slow
def test_there_is_much_to_compare() -> None:
    assert len(texts()) > 1000
    assert sum(judged for _, judged in texts()) > 300
    assert len([one for one in told("made by pydantic") if one.get("behaves")]) > 70


@pytest.mark.slow
def test_the_kept_models_need_no_pydantic_and_the_others_do() -> None:
    assert told("kept")[0] == {"kept": True, "pydantic": False}
    assert told("made by pydantic")[0] == {"kept": False, "pydantic": True}


TYPES_LATER = """
import sys
from eks_gpu.models import prefer_kept
prefer_kept()
from eks_gpu.declaration import read
print("pydantic_core.core_schema" in sys.modules, hasattr(sys.modules["pydantic_core"], "nonsense"))
import pydantic
from pydantic_core import CoreSchema, core_schema
class Model(pydantic.BaseModel):
    number: int
print(CoreSchema is core_schema.CoreSchema, Model(number="1").number)
"""


def test_types_of_the_core_are_there_for_whoever_asks() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs")}
    environment.pop("EKS_GPU_KEPT_MODELS", None)
    done = subprocess.run(
        [sys.executable, "-c", TYPES_LATER], capture_output=True, text=True, env=environment, check=True
    )

    assert done.stdout == "False False\nTrue 1\n"


@pytest.mark.slow
def test_both_say_the_same() -> None:
    first, second = told("made by pydantic"), told("kept")

    assert len(first) == len(second)
    given = [*(text for text, _ in texts())]
    for number, (one, other) in enumerate(zip(first[1:], second[1:], strict=True)):
        about = given[number] if number < len(given) else one["model"]
        assert one == other, about


def test_an_old_file_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "{}", content().replace("sources ", "sources 1"), content().replace("pydantic-core ", "other ")):
        old = tmp_path / "kept.json"
        old.write_text(text, encoding="utf-8")
        monkeypatch.setattr(current, "KEPT", old)
        current.text.cache_clear()
        current.is_current.cache_clear()
        assert not current.is_current()
    current.text.cache_clear()
    current.is_current.cache_clear()


def test_the_checksum_covers_all_that_the_models_are_made_of() -> None:
    spec = ROOT / "constructs" / "eks_gpu" / "spec"
    sources = [path for path in spec.rglob("*.py") if path.parent.name != "reading" and path != spec / "__init__.py"]
    rooms = {
        (node.module or "").split(".")[1]
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("eks_gpu.")
    }

    assert len(sources) > 35
    assert rooms <= {"models", "on_first_use", "spec"}
