"""Files, folders and what they hold besides manifests: a sentence each, at the line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from eks_gpu.manifests.objects import Objects, read_objects
from eks_gpu.manifests.reading.inputs import MOST_MIB
from eks_gpu.plain_file import MEBIBYTE

if TYPE_CHECKING:
    from pathlib import Path

POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c}}]}}\n"


def read(folder: Path, **files: str) -> Objects:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_objects([str(folder)], ["in"])


def ids(found: Objects) -> list[tuple[str, int]]:
    return [(one.id, one.position.line if one.position else 0) for one in found.problems]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    found = read(tmp_path, b_yaml=POD.format(name="b"), a__z_yaml=POD.format(name="z"), c_json='{"a": 1}')

    assert [one.name for one in found.objects] == ["z", "b"]
    assert [one.file for one in found.objects] == [os.path.join("in", "a", "z.yaml"), os.path.join("in", "b.yaml")]  # noqa: PTH118 - names
    assert ids(found) == [("manifest-shape", 1)]


def test_lists_are_taken_apart(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n"
    text += "- apiVersion: v1\n  kind: Service\n  metadata: {name: b}\n"
    typed = '{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [{"metadata": {"name": "c"}}]}'
    found = read(tmp_path, a_yaml=text, b_json=typed)

    assert [(one.kind, one.name, one.line) for one in found.objects] == [
        ("Pod", "a", 4),
        ("Service", "b", 7),
        ("Deployment", "c", 1),
    ]
    assert found.problems == []


@pytest.mark.parametrize(
    ("text", "name", "line", "says"),
    [
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
            "manifest-template",
            4,
            "helm template",
        ),
        ("{{- if .Values.x }}\napiVersion: v1\n{{- end }}\n", "manifest-template", 1, "helm template"),
        (
            'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ include \\"x\\" . }}"}\n',
            "manifest-template",
            1,
            "template",
        ),
        ("services:\n  web: {image: nginx}\n", "manifest-shape", 1, "Docker Compose"),
        ("replicaCount: 1\nimage: {tag: x}\n", "manifest-shape", 1, "values of a chart"),
        ("kind: Pod\nmetadata: {name: a}\n", "manifest-shape", 1, "apiVersion is missing"),
        ("just text\n", "manifest-shape", 1, "not an object of Kubernetes"),
        ("apiVersion: v1\nkind: Pod\nspec:\n  containers: [{name: a\n", "manifest-syntax", 5, "ends in the middle"),
        (
            "apiVersion: v1\nkind: Pod\nspec: {a: 1, a: 2}\n---\napiVersion: v1\nkind: Pod\n",
            "manifest-syntax",
            3,
            "twice",
        ),
    ],
)
def test_what_is_no_manifest_is_a_sentence(tmp_path: Path, text: str, name: str, line: int, says: str) -> None:
    found = read(tmp_path, a_yaml=text)

    assert ids(found) == [(name, line)]
    assert says in f"{found.problems[0].message}; {found.problems[0].fix}"


def test_templates_of_other_tools_are_manifests(tmp_path: Path) -> None:
    text = (
        'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec: {x: "{{inputs.parameters.x}}"}\n'
    )

    assert read(tmp_path, a_yaml=text).problems == []


def test_a_chart_is_one_sentence(tmp_path: Path) -> None:
    found = read(
        tmp_path, Chart_yaml="apiVersion: v2\nname: x\n", templates__a_yaml="{{ .Values.x }}\n", values_yaml="a: 1\n"
    )

    assert [one.id for one in found.problems] == ["manifest-template"]
    assert "helm template NAME in" in found.problems[0].fix


def test_a_file_of_mistakes_is_cut(tmp_path: Path) -> None:
    found = read(tmp_path, a_yaml="---\nx: 1\n" * 100)

    assert len(found.problems) == 26
    assert "75 more documents" in found.problems[-1].message


@pytest.mark.parametrize("content", [b"\xff\xfea\x00", b"\xfe\xff\x00a", b"a: \xff\xff\n", b"a\x00b\x00"])
def test_other_encodings_are_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    found = read_objects([str(tmp_path / "a.yaml")], ["a.yaml"])

    assert [one.id for one in found.problems] == ["manifest-unreadable"]
    assert "UTF" in found.problems[0].message


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + POD.format(name="a").replace("\n", "\r\n").encode())

    assert [one.name for one in read_objects([str(tmp_path / "a.yaml")]).objects] == ["a"]


def test_too_much_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(200 * MEBIBYTE)
    monkeypatch.setattr("eks_gpu.plain_file._open", lambda *_: pytest.fail("it was read"))
    found = read_objects([str(path)], ["a.yaml"])

    assert [one.id for one in found.problems] == ["manifest-unreadable"]
    assert f"more than {MOST_MIB} MiB" in found.problems[0].message


def test_many_files_together_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eks_gpu.manifests.reading.inputs.MOST_MIB", 1)
    for name in "abc":
        (tmp_path / f"{name}.yaml").write_text("#" * 600_000 + "\n" + POD.format(name=name), encoding="utf-8")
    found = read_objects([str(tmp_path)])

    assert [one.name for one in found.objects] == ["a"]
    assert {one.id for one in found.problems} == {"manifest-unreadable"}


def test_links_in_a_circle_and_devices_end(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.yaml").symlink_to(tmp_path / "self.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "pod.yaml").write_text(POD.format(name="a"), encoding="utf-8")
    (tmp_path / "twice.yaml").symlink_to(tmp_path / "pod.yaml")
    found = read_objects([str(tmp_path)], ["in"])

    assert [one.name for one in found.objects] == ["a"]
    assert [one.id for one in found.problems] == ["manifest-unreadable", "manifest-unreadable"]


@pytest.mark.parametrize("path", ["absent.yaml", "absent/", "a\x00b", "x" * 5000, "/dev/zero"])
def test_what_cannot_be_opened_is_a_sentence(path: str) -> None:
    assert [one.id for one in read_objects([path]).problems] == ["manifest-unreadable"]


def test_a_name_without_a_line_of_its_own_is_found(tmp_path: Path) -> None:
    block = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  # why\n  labels: {name: other}\n"
    block += "  name: block\n  namespace: team\ndata: {}\n"
    flow = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flow, namespace: team}\n"
    found = read(tmp_path, a_yaml=block, b_yaml=flow)

    assert [one.title for one in found.objects] == ["ConfigMap/team/block", "ConfigMap/team/flow"]
