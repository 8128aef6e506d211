"""A chart of manifests: any text survives Helm, and every change is another version."""

from __future__ import annotations

import re
import string
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eks_gpu.design.charts.documents import documents
from eks_gpu.design.charts.local_chart import LocalChart, as_line, local_chart, stored_bytes
from tests.design import helm
from tests.effort import examples

# Everything but halves of characters, which no UTF-8 file contains.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
# Templates, separators, quotes, and what YAML, JSON or Go take for something else.
TRICKY = st.sampled_from(
    [
        '{{ fail "no" }}',
        "{{- .Values.x -}}",
        '{{ .Files.Get "Chart.yaml" }}',
        "{{/* comment */}}",
        "`{{`}}",
        "}} {{",
        "\n---\nkind: Evil\n",
        "---",
        '${file("/etc/passwd")}',
        "%{ for x in [1] }",
        "\\ud83d\\ude00",
        "\\\\ud83d\\ude00",
        "\U0001f600\U0001f600",
        "\\\U0001f600",
        "\x7f\x00\x1b\x85\u2028\u2029\ufeff\ufffe\uffff",
        "\r\n\t\r",
        "# Source: x",
        "'\"\\",
        "null",
        "0644",
        "<<",
        "*a &b !c",
    ]
)
TEXTS = TEXT | TRICKY | st.builds(str.__add__, TRICKY, TRICKY)
# Larger ones come back from Helm as floating-point numbers.
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(TEXTS, PLAIN, min_size=1, max_size=4), min_size=1, max_size=4)


def rendered(chart: LocalChart) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        return [helm.read(text) for text in helm.rendered(helm.write(chart, Path(folder)))]


@pytest.mark.slow
@examples(600)
@given(OBJECTS)
@example([{'{{ fail "x" }}': "\n---\n{{ .Values }}", "\x7f": "\U0001f600\\ud83d\\ude00"}])
def test_any_text_survives_helm(objects: list[dict[str, Any]]) -> None:
    assert helm.comparable(rendered(local_chart("things", objects))) == helm.comparable(objects)


@examples(300)
@given(st.dictionaries(TEXTS, PLAIN, max_size=5))
def test_an_object_is_one_line_that_reads_as_itself(value: dict[str, Any]) -> None:
    line = as_line(value)

    assert line.splitlines() == [line]
    assert helm.comparable(helm.read(line)) == helm.comparable(value)
    assert helm.comparable([document.value for document in documents(line)]) == helm.comparable([value])


@examples(100)
@given(OBJECTS)
def test_the_same_objects_give_the_same_bytes(objects: list[dict[str, Any]]) -> None:
    backwards = [dict(reversed(item.items())) for item in objects]

    assert local_chart("things", objects) == local_chart("things", backwards)


def versions(*charts: LocalChart) -> set[str]:
    return {chart.version for chart in charts}


def test_a_changed_byte_is_another_version() -> None:
    """Terraform compares nothing else of a local chart, so the objects would stay as they are."""
    one: dict[str, Any] = {"kind": "ConfigMap", "data": {"a": "b"}}
    charts = [local_chart("things", objects) for objects in ([one], [{**one, "data": {"a": "c"}}], [one, one], [])]

    assert len(versions(*charts)) == 4
    assert len(versions(charts[0], local_chart("other", [one]))) == 2
    # A plan takes a version with leading zeros or an underscore for none (Semantic Versioning 2.0.0, section 9).
    assert all(re.fullmatch(r"0\.0\.0-h[0-9a-f]{16}", chart.version) for chart in charts)


def test_the_template_is_part_of_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = local_chart("things", [{"a": 1}])
    monkeypatch.setattr("eks_gpu.design.charts.local_chart._TEMPLATE", "other")

    assert local_chart("things", [{"a": 1}]).version != before.version


def test_helm_knows_the_chart_by_its_name_and_version(tmp_path: Path) -> None:
    chart = local_chart("things", [{"kind": "A"}])
    found = helm.metadata(helm.write(chart, tmp_path))

    assert (found["name"], found["version"]) == ("things", chart.version)


def test_nothing_but_the_one_template_is_evaluated() -> None:
    """The objects are in no file that Helm takes for a template, values, a dependency or notes."""
    chart = local_chart("things", [{"kind": "{{ fail }}"}])

    assert [name for name, text in chart.files.items() if "{{ fail }}" in text] == ["objects.jsonl"]
    assert set(chart.files) == {"Chart.yaml", "objects.jsonl", "templates/objects.yaml"}


def test_a_record_grows_with_text_that_cannot_be_compressed() -> None:
    small = stored_bytes(local_chart("things", [{"a": string.ascii_letters * 1000}]))
    large = stored_bytes(local_chart("things", [{"a": "".join(map(str, range(9000)))}]))

    assert small < 4096 < large
