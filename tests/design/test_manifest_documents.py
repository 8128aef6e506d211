"""YAML of other people is read as kubectl and Helm read it."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from eks_gpu.design.charts.documents import UnreadableError, documents
from eks_gpu.design.charts.objects import read_objects
from tests.design import helm
from tests.effort import examples

# Characters of the numbers, words and indicators of YAML 1.1.
SCALARS = st.text("01789abxXoOeE+-._~nyfNYF=<", min_size=1, max_size=8)
WORDS = st.sampled_from(
    ["yes", "Yes", "on", "OFF", "null", "Null", "TRUE", "nULL", "0644", "08", "1:30", "2026-01-01", "0o17", "1_000"]
)


def only(text: str) -> object:
    (document,) = documents(text)
    return document.value


@examples(1500)
@given(SCALARS | WORDS)
@example("0x1F")
@example("-0b1")
@example("9223372036854775808")
@example(".5e3")
@example("1e400")
@example("1" * 5000)
@example(".inf")
def test_a_plain_scalar_means_what_it_means_to_helm(text: str) -> None:
    line = f"a: {text}"
    if helm.is_refused(line):
        with pytest.raises(UnreadableError):
            only(line)
        return
    found = only(line)
    assert helm.comparable(found) == helm.comparable(helm.read(line))


@pytest.mark.parametrize(
    "text",
    [
        'a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: "0644"',
        "a: |\n  #!/bin/sh\n  echo {{ x }}\nb: >-\n  one\n  two\n",
        "1: a\ntrue: b\n1.5: c\n",
        "a: [1, 'x', ~, {b: c}]\n",
        '{"a": {"b": [1, 2.5, 1e3, "\\u00e9"]}}',
        "a: !!str 12\nb: ! 5\n",
        "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nc:\n  <<: [*b, *o]\n  x: 9\n",
    ],
)
def test_a_document_means_what_it_means_to_helm(text: str) -> None:
    assert helm.comparable(only(text)) == helm.comparable(helm.read(text))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\na: 2", 2, "twice"),
        ("a: {{ .Values.x }}", 1, "helm template"),
        ("{{- if x }}\na: 1\n{{- end }}", 1, "template"),
        ("a: 1\nb: !custom c", 2, "tag"),
        ("a: *x", 1, "anchor"),
        ("a: .nan", 1, "quotes"),
        ("? [a]\n: b", 1, "key"),
        (f"{'k' * 1001}: a", 1, "1,001 characters"),
        ("a: [", 1, "not valid YAML"),
        ("a:\n- " + "[" * 300, 2, "nested"),
        ("a: 1\nb: {<<: 5}", 2, "merges"),
        (f"a: &a [x]\nb: &b [{'*a,' * 99}*a]\nc: &c [{'*b,' * 99}*b]\nd: &d [{'*c,' * 99}*c]\n", 4, "aliases"),
        ('a: "\\ud800"', 1, "half a character"),
    ],
)
def test_text_that_json_cannot_hold_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        list(documents(text))

    assert refused.value.line == line
    assert says in str(refused.value)


@examples(400)
@given(st.text(max_size=60))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    found = read_objects(text)

    assert found.refusal or all(item.kind for item in found.objects)


def test_items_of_lists_are_objects_of_their_own() -> None:
    text = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- apiVersion: v1
  kind: SecretList
  items: [{apiVersion: v1, kind: Secret, metadata: {name: b, namespace: c}}]
---
# Nothing but a comment.
---
{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}}
"""
    found = read_objects(text).objects

    assert [(item.group, item.kind, item.namespace, item.name) for item in found] == [
        ("", "ConfigMap", None, "a"),
        ("", "Secret", "c", "b"),
        ("apps", "Deployment", None, "d"),
    ]


@given(st.lists(st.sampled_from(["a: 1", "# x", ""]), max_size=5))
def test_empty_documents_are_left_out(parts: list[str]) -> None:
    assume(parts)
    assert len(list(documents("\n---\n".join(parts)))) == parts.count("a: 1")
