"""The reader of usual cluster files: whatever it reads, it reads as ruamel.yaml does, with the same places."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.spec.reading.complete_yaml import read_complete
from eks_gpu.spec.reading.node import Node
from eks_gpu.spec.reading.usual_yaml import read_usual
from eks_gpu.spec.reading.yaml_node import read_node
from tests.effort import examples

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted([*(ROOT / "clusters").glob("*.yaml"), *(ROOT / "examples" / "fleet").glob("*.yaml")])
OTHERS = sorted(
    path for folder in ("corpus", "terraform", "imports") for path in (ROOT / "tests" / folder).rglob("*.yaml")
)
LINES = [line for path in EXAMPLES for line in path.read_text(encoding="utf-8").splitlines()]
PIECES = (
    *(
        "- ",
        "  ",
        "\n",
        ": ",
        " #",
        "'",
        '"',
        "|\n",
        "|-\n",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "---\n",
        "...\n",
        "true",
        "null",
    ),
    *("1.5", "0x1f", "1_0", "2026-01-01", "- - ", "? ", "<<: ", "&a ", "*a", "!!str ", "~", "yes", "1e3", ".5", "-1"),
    *(
        "+1",
        "0o7",
        "07",
        "12:30:45",
        "\n\n",
        "   \n",
        "#c\n",
        "key: ",
        '"a\\nb"',
        ">",
        "key:",
        "a:b",
        "[a, b]",
        "{a: b}",
    ),
    *("é", "\u2028", "\x85", "\ufeff", "\t", "\r\n", "--", "-", ".inf", "=", "%YAML 1.2\n", "  - ", "    "),
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Some lines of an example, with pieces of YAML put in anywhere."""
    start = draw(st.integers(0, len(LINES) - 1))
    lines = LINES[start : start + draw(st.integers(1, 12))]
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    text = "".join(f"{line[margin:]}\n" for line in lines)
    for piece in draw(st.lists(st.sampled_from(PIECES), max_size=3)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + piece + text[place + draw(st.integers(0, 2)) :]
    return text


WORDS = st.text(alphabet="abz019.-_/:+ é#'\"\\", max_size=12) | st.sampled_from(PIECES)
VALUES = st.recursive(
    WORDS
    | st.integers(-(10**6), 10**6)
    | st.booleans()
    | st.none()
    | st.floats(-1000, 1000).map(lambda one: round(one, 3)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def assert_same(text: str) -> None:
    usual = read_usual(text, "a.yaml")
    if usual is not None:
        # `repr` tells 1 from 1.0 and from True.
        assert repr(usual) == repr(read_complete(text, "a.yaml"))


@pytest.mark.parametrize("path", [*EXAMPLES, *OTHERS], ids=lambda path: path.stem)
def test_files_are_read_as_ruamel_reads_them(path: Path) -> None:
    assert_same(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_usual(path: Path) -> None:
    assert read_usual(path.read_text(encoding="utf-8"), "a.yaml")


@examples(400)
@given(mangled())
def test_mangled_text_is_read_alike_or_left_alone(text: str) -> None:
    assert_same(text)


@examples(200)
@given(
    st.dictionaries(st.sampled_from(["name", "a-b", "x.y/z", "on", "1"]), VALUES, min_size=1, max_size=4),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, '"', "'", "|"]),
    st.sampled_from([20, 80, 1000]),
)
def test_text_of_another_program_is_read_alike_or_left_alone(value: Any, flow: Any, style: Any, width: int) -> None:
    assert_same(yaml.safe_dump(value, default_flow_style=flow, default_style=style, width=width, allow_unicode=True))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1.35\n", 1.35),
        ("a: '1.35'\n", "1.35"),
        ("a: 10.0.0.0/16\n", "10.0.0.0/16"),
        ("a: yes\n", "yes"),
        ("a: -c\n", "-c"),
        ("a: --port=8000 # why\n", "--port=8000"),
        ("a:\n  - |\n    one\n\n    two\n", ["one\n\ntwo\n"]),
        ("a: |-\n  one\n# end\n", "one"),
        ("a: [b, 'c d', {e: f:g}, 1, true]\n", ["b", "c d", {"e": "f:g"}, 1, True]),
        ("a:\n- b: 1\n  c: 2\n- d\n", [{"b": 1, "c": 2}, "d"]),
        ("---\n# first\na:\n", None),
        ("a: &b c\n", "c"),
        ("a: >\n  b\n  c\n", "b c\n"),
        ("a: {b: }\n", {"b": None}),
        ("a: [b: c]\n", [{"b": "c"}]),
        ("a: |\n  b", "b"),
        ("? a\n: b\n", "b"),
        ("a: 50 % off!\n", "50 % off!"),
        ('a: "tab\\tquote\\""\n', 'tab\tquote"'),
    ],
)
def test_usual_forms_need_no_other_reader(text: str, value: Any) -> None:
    usual = read_usual(text, "a.yaml")

    assert usual is not None
    assert usual.plain == {"a": value}
    assert_same(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a",
            "- a\n",
            "a: 0x10\n",
            "a: 2026-01-01\n",
            "a: 1e3\n",
            "a: .inf\n",
            "a: 010\n",
            "a: *b\n",
        ),
        *(
            "a: b: c\n",
            "a: b\n  c\n",
            "a: 1\na: 2\n",
            "a:\t1\n",
            "a: [b\n",
            "a: 'b\n",
            "<<: {}\n",
            "1: a\n",
        ),
        *("a: !x b\n", "a: [!x b]\n", "a:\n   b: 1\n  c: 2\n", "a: b\x85\n", "%YAML 1.1\n---\na: b\n", "[a]: b\n"),
    ],
)
def test_anything_else_is_left_to_ruamel(text: str) -> None:
    assert read_usual(text, "a.yaml") is None


def test_without_libyaml_ruamel_reads_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)

    assert read_usual("a: 1\n", "a.yaml") is None
    assert isinstance(read_node("a: 1\n", "without libyaml"), Node)


@pytest.mark.process
def test_a_usual_file_does_not_import_ruamel() -> None:
    program = (
        "import sys; from eks_gpu.spec.reading.yaml_node import read_node; read_node('a: [1]\\n', ''); "
        "sys.exit('eks_gpu.spec.reading.complete_yaml' in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": str(ROOT / "constructs")})


def test_deep_and_large_texts_are_left_to_the_limits_of_ruamel() -> None:
    assert read_usual("a: " + "[" * 100 + "]" * 100 + "\n", "a.yaml") is None
    assert read_usual("a:\n" + "- b\n" * 60_000, "a.yaml") is None
    assert isinstance(read_node("a:\n" + "- b\n" * 40_000, "a.yaml"), Node)
