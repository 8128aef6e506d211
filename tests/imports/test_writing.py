"""The writer of cluster files: whatever an original holds stays one value on one line, and no text leaves a comment."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.imports.imported import Group, Imported, Note, NotImportableError, Part, origin, refuse_many
from eks_gpu.imports.result import result_of
from eks_gpu.imports.scalars import flow, scalar
from eks_gpu.imports.settled import settled
from eks_gpu.problem import Problem
from eks_gpu.spec import ClusterSpec, load_text
from eks_gpu.spec.reading.yaml_node import read_node

# Without halves of characters, which no file can hold.
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
HOSTILE = (
    "::error::x",
    "a\n  - name: b",
    "# x",
    '${file("/etc/hostname")}',
    "%{for x in y}",
    "{{ x }}",
    "\x1b[31m",
    "\u202e",
    "\x85",
)
VALUES = st.recursive(
    TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def back(text: str) -> object:
    node = read_node(text, "x.yaml")
    assert not isinstance(node, Problem), node
    return node.plain


@given(VALUES)
def test_any_value_comes_back_from_one_line(value: object) -> None:
    written = flow(value)

    assert len(written.splitlines()) <= 1
    assert back(f"key: {written}\n") == {"key": value}


@given(st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=3))
def test_any_key_comes_back(value: dict[str, str]) -> None:
    assert back(f"key: {flow(value)}\n") == {"key": value}


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "No",
        "ON",
        "true",
        "null",
        "~",
        "1.35",
        "0x1f",
        "1e5",
        "1_000",
        "12:30:45",
        "2026-01-01",
        "",
        "-",
        "a: b",
        "a #b",
    ],
)
def test_words_that_yaml_reads_otherwise_are_quoted(word: str) -> None:
    assert scalar(word) == f'"{word}"'


@pytest.mark.parametrize(
    "word", ["g5.xlarge", "us-west-2a", "10.0.0.0/16", "3g.40gb", "20m", "v1.20.4-eksbuild.2", "vpc-0a1"]
)
def test_words_that_people_write_are_plain(word: str) -> None:
    assert scalar(word) == word
    assert back(f"key: [{word}]\n") == {"key": [word]}


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_of_the_original_leaves_its_comment(source: str, reason: str, name: str) -> None:
    """Every line that a note adds is a comment; the declaration is the same without any note."""
    plain = Imported(origin=origin("eksctl", ["x.yaml"]))
    plain.put("name", "x")
    noted = Imported(origin=origin("eksctl", [name]), fields={"name": "x"})
    noted.left(source, reason, "name")
    noted.changed(source, reason)
    before, after = result_of(plain).text, result_of(noted).text

    assert back(after) == back(before) == {"name": "x"}
    assert [line for line in after.splitlines() if not line.startswith("#")] == ["name: x"] or "" in after.splitlines()
    assert all(line.isprintable() for line in after.split("\n"))
    assert "::error" not in after


@given(st.lists(st.text(string.printable, max_size=30), min_size=1, max_size=6))
def test_group_names_are_allowed_and_different(names: list[str]) -> None:
    groups = [Group(name=name, gpu=True, fields={"instance_types": ["g5.xlarge"], "max": 1}) for name in names]
    found = settled(Imported(groups=groups)).values["gpu_node_groups"]
    assert isinstance(found, list)
    made = [str(one["name"]) for one in found]

    assert len(set(made)) == len(names)
    spec = f"gpu_node_groups: {flow(found)}\n"
    assert not [one for one in load_text(spec).problems if one.where.startswith("gpu_node_groups")]


def test_values_that_are_defaults_are_not_written() -> None:
    fields = {
        "deletion_protection": True,
        "network": {"zones": ["us-west-2a", "us-west-2b"], "nat": "single", "endpoints": ["s3"]},
        "access": {"creator_admin": True, "public_cidrs": []},
    }
    group = Group(system=True, fields={"min": 2, "max": 4, "update": {"max_unavailable": 1}})

    assert settled(Imported(fields=dict(fields), groups=[group])).values == {
        "network": {"zones": ["us-west-2a", "us-west-2b"]}
    }


def test_fields_are_in_the_order_of_the_schema() -> None:
    fields: dict[str, object] = {"tags": {"b": "1", "a": "2"}, "region": "us-west-2", "name": "x"}

    assert list(settled(Imported(fields=fields)).values) == ["name", "region", "tags"]
    assert list(ClusterSpec.model_fields)[:2] == ["name", "region"]


def test_a_field_that_does_not_exist_yet_is_a_note_with_its_value() -> None:
    found = settled(Imported(fields={"name": "x", "flying": {"carpets": ["a"]}}))

    (note,) = found.all_notes
    assert (note.kind, note.source) == ("left", "flying: {carpets: [a]}")
    assert "no field 'flying'" in note.reason


def test_a_long_value_of_such_a_field_is_shortened() -> None:
    found = settled(Imported(fields={"name": "x", "flying": "y" * 10_000}))

    assert len(found.all_notes[0].source) < 200


def test_one_note_is_kept_once() -> None:
    part = Part()
    part.left("a", "b")
    part.left("a", "b")
    part.changed("a", "b")

    assert part.notes == [Note("left", "a", "b"), Note("changed", "a", "b")]


def test_ten_thousand_notes_are_quick() -> None:
    part = Imported(fields={"name": "x"})
    for number in range(10_000):
        part.left(f"key{number}", "unknown")

    assert result_of(part).text.count("\n") > 10_000


def test_more_groups_than_any_cluster_are_refused() -> None:
    with pytest.raises(NotImportableError, match="1,001 node groups"):
        refuse_many(1001)


def test_the_first_comment_names_no_folder() -> None:
    assert "home" not in origin("plan", ["/home/me/plan.json", "C:\\me\\other.json"])
    assert "plan.json, other.json" in origin("plan", ["/home/me/plan.json", "C:\\me\\other.json"])
