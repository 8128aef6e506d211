"""Reading: the fast reader means what a complete one means, and no text is a traceback."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from eks_gpu.design.charts.scalars import NotInJsonError, resolve
from eks_gpu.manifests.reading.block import read_block
from eks_gpu.manifests.reading.complete import read_complete
from eks_gpu.manifests.reading.documents import MOST_DOCUMENTS, Broken, Document, Reader
from eks_gpu.manifests.reading.located import Fields, Value
from eks_gpu.manifests.reading.unusual import UnusualError
from tests.cli import hostile_yaml

WORDS = (
    *("yes", "no", "on", "null", "~", "- a", "a: b", "{{ x }}", "true", "2024-01-01", "x\n\n  y\n", "long " * 40),
    *("a\n b\n", "0x10", "1_000", "#x", "a #b", "|", ">", "&a", "*a", "!x", "%x", "@x", "'", '"', "?", "- ", ": "),
)
# PyYAML writes some numbers of Go's without quotes, because they are none to it.
GO_NUMBER = re.compile(r"[-+]?0[0-9]+\.?[0-9]*")
TEXTS = st.text(alphabet=st.sampled_from("ab: #-'\"\\\n{}[],|>&*!%@`?~0123456789.\té"), max_size=20) | st.sampled_from(
    WORDS
)
TEXTS = TEXTS.filter(lambda text: not GO_NUMBER.fullmatch(text))
SCALARS = TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none()
KEYS = TEXTS | st.sampled_from(["name", "image", "spec", "nvidia.com/gpu"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
MAPPINGS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def documents(text: str) -> list[Document | Broken]:
    return list(Reader(lambda _: False).documents(text))


def plain(value: Value) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    MAPPINGS,
    st.sampled_from([None, True, False]),
    st.sampled_from([20, 80, 1000]),
    st.sampled_from([None, '"', "'", "|", ">"]),
    st.integers(2, 6),
)
def test_what_another_program_writes_is_read_as_it_was_meant(
    value: dict[str, Any], flow: Any, width: int, style: str | None, indent: int
) -> None:
    text: str = yaml.safe_dump(value, default_flow_style=flow, width=width, default_style=style, indent=indent)
    try:
        read = read_block(text, 1)
    except UnusualError:
        # Left to the complete reader, which reads tags and anchors.
        return
    # With a style for all scalars, numbers have tags, which are unusual.
    assert plain(read) == value


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(MAPPINGS, st.sampled_from([None, 2]))
def test_json_is_read_as_json(value: dict[str, Any], indent: int | None) -> None:
    (document,) = documents(json.dumps(value, indent=indent))

    assert isinstance(document, Document)
    assert plain(document.value) == value


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=12).map("\n".join))
def test_no_text_is_a_traceback(text: str) -> None:
    for document in documents(text):
        assert document.line >= 1
        assert isinstance(document, Document) or document.reason


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(MAPPINGS)
def test_both_readers_agree(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, default_flow_style=False)
    try:
        fast = read_block(text, 1)
    except UnusualError:
        return
    assert plain(read_complete(text, 1)) == plain(fast)


@pytest.mark.slow
def test_hostile_yaml_is_a_document_or_a_sentence() -> None:
    for text in hostile_yaml.TEXTS.values():
        for document in documents(text):
            assert isinstance(document, Document) or (document.reason and document.line >= 1)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\na: 2\n", 2, "written twice"),
        ("spec: &x\n  inner: *x\n", 1, "levels deep"),
        ("a: !Ref b\n", 1, "no tag"),
        ("a: !!binary eA==\n", 1, "no tag"),
        ("[" * 3000, 1, "levels deep"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(400)), 122, "levels deep"),
        ("ok: 1\nx: \x00\n", 2, "cannot stand in YAML"),
        ("a: \x1b[31m\n", 1, "cannot stand in YAML"),
        ("a:\n\tb: 1\n", 2, "cannot start any token"),
        ('a: "open\n', 2, "unexpected end"),
        ("a: 1\n---\nb: [1, 2\n", 4, "expected ',' or ']'"),
    ],
)
def test_what_is_wrong_has_its_line(text: str, line: int, reason: str) -> None:
    broken = [one for one in documents(text) if isinstance(one, Broken)]

    assert [one.line for one in broken] == [line]
    assert reason in broken[0].reason


@pytest.mark.slow
def test_aliases_cannot_explode() -> None:
    text = "a0: &a0 [x, x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(40))
    (document,) = documents(text)

    assert isinstance(document, Broken)
    assert "aliases expand" in document.reason


def test_anchors_and_merges_are_read() -> None:
    (document,) = documents("base: &base {image: a, tag: b}\none:\n  <<: *base\n  tag: c\n")

    assert isinstance(document, Document)
    assert plain(document.value)["one"] == {"image": "a", "tag": "c"}


def test_there_is_patience_for_some_unusual_yaml_only() -> None:
    long = "a: &a 1\n" + "".join(f"key{number}: some text that takes room\n" for number in range(20_000))
    (document,) = documents(long)

    assert isinstance(document, Broken)
    assert "would take long" in document.reason


WORDS_OF_YAML = st.text("01789abxXoOeE+-._~nyfNYF", min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(WORDS_OF_YAML | st.sampled_from(["yes", "0644", "0o17", "1_000", "1" * 5000, ".5e3", "9" * 43]))
def test_what_is_judged_and_what_is_applied_are_read_alike(text: str) -> None:
    """A scalar that JSON cannot hold is an error where it is applied, and text where it is judged."""
    try:
        applied = resolve(text)
    except NotInJsonError:
        applied = text
    for read in (read_block, read_complete):
        try:
            judged = plain(read(f"a: {text}\n", 1))
        except UnusualError:
            # A lone indicator, such as `-`, is not a scalar.
            continue
        assert judged == {"a": applied}


def test_documents_know_their_lines() -> None:
    text = "# nothing\n---\n# a comment\nkind: A\n---\n\n--- # more\nkind: B\nspec:\n  x: 1\n...\n"
    text += "--- {kind: C}\n%YAML 1.2\n---\nkind: D\n"
    found = [one for one in documents(text) if isinstance(one, Document)]

    assert [one.value["kind"] for one in found if isinstance(one.value, Fields)] == ["A", "B", "C", "D"]
    assert [one.value.line for one in found if isinstance(one.value, Fields)] == [4, 8, 12, 15]
    inner = found[1].value
    assert isinstance(inner, Fields)
    spec = inner["spec"]
    assert isinstance(spec, Fields)
    assert (spec.position("x").line, spec.position("x").column) == (10, 3)


def test_numbers_and_words_mean_what_kubernetes_reads() -> None:
    text = "a: 1\nb: 0.5\nc: 1e3\nd: 0755\ne: yes\nf: 'yes'\ng: ~\nh: 1.2.3\ni: 2024-01-01\n"
    (document,) = documents(f"{text}j: {'9' * 43}\n")

    assert isinstance(document, Document)
    assert plain(document.value) == {
        "a": 1,
        "b": 0.5,
        "c": 1000.0,
        "d": 0o755,
        "e": True,
        "f": "yes",
        "g": None,
        "h": "1.2.3",
        "i": "2024-01-01",
        "j": 1e43,
    }


def test_kinds_without_pods_are_not_parsed() -> None:
    reader = Reader({"ConfigMap"}.__contains__)
    (document,) = reader.documents("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata: {{ broken\n")

    assert isinstance(document, Document)
    assert (document.kind, document.parsed) == ("ConfigMap", False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        'a: "' + "x\n " * 200_000,
        'a: "' + 'x\\"\n ' * 200_000,
        "a: x\n" + "  y\n" * 200_000,
        "a: '" + "it''s\n " * 200_000,
        "a: {x: [1,\n2]}\n" + "".join(f"k{number}: [1,\n  2]\n" for number in range(20_000)),
        "a " * 500_000,
        "a: " + "[1, " * 100 + "x" * 1_000_000,
        "kind: ConfigMap\nmetadata:\n" + "  # name\n" * 200_000,
        "---\n" * 500_000,
        "a: |\n" + "  x\n\n" * 200_000,
        "a: >\n" + "  x\n\n" * 200_000,
        "{" + '"a": 1, ' * 100_000,
    ],
    ids=range(12),
)
def test_work_grows_with_the_text_and_no_faster(text: str) -> None:
    """Each of them took minutes where the work of a line grew with the lines before it."""
    assert all(isinstance(one, Document) or one.reason for one in documents(text))


def test_there_is_an_end_of_documents() -> None:
    reader = Reader(lambda _: True)
    found = list(reader.documents("kind: A\nmetadata:\n---\n" * (MOST_DOCUMENTS + 10)))

    assert sum(isinstance(one, Document) for one in found) == MOST_DOCUMENTS
    assert sum(isinstance(one, Broken) for one in found) == 1
