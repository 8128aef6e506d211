"""Files that a cluster file names: where they are looked for, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eks_gpu.declaration import check_change, design_checked, read
from eks_gpu.problem import DeclarationError
from eks_gpu.spec import ClusterSpec
from tools.edits.edit import BASE

HEAD = """
name: base
region: us-west-2
kubernetes_version: "1.35"
network: {zones: [us-west-2a, us-west-2b]}
access: {runner: vpc}
"""
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


@pytest.fixture
def clusters(tmp_path: Path) -> Path:
    """A folder of cluster files in a repository."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests" / "a.yaml").write_text(OBJECT)
    (tmp_path / "clusters" / "below").mkdir(parents=True)
    return tmp_path / "clusters"


def write(path: Path, *files: str, head: str = HEAD) -> Path:
    listed = ", ".join(files)
    path.write_text(f"{head}manifests: [{{name: things, apply: true, files: [{listed}]}}]\n")
    return path


def refusals(path: Path) -> list[str]:
    return [problem.message for problem in read(path, f"clusters/{path.name}").problems if problem.id == "release-file"]


def test_a_path_is_relative_to_its_file(clusters: Path) -> None:
    found = read(write(clusters / "x.yaml", "../manifests/a.yaml"), "clusters/x.yaml")

    assert found.design is not None
    assert [item.name for item in found.design.releases[0].objects] == ["a"]


def test_a_path_in_a_lower_layer_is_relative_to_that_layer(clusters: Path) -> None:
    """Also where both files have another of the same name."""
    write(clusters / "below" / "_base.yaml", "things.yaml", head="")
    (clusters / "below" / "things.yaml").write_text(OBJECT.replace("name: a", "name: below"))
    (clusters / "things.yaml").write_text(OBJECT)
    top = clusters / "x.yaml"
    top.write_text(f"extends: below/_base.yaml\n{HEAD}")

    found = read(top, "clusters/x.yaml")

    assert found.design is not None
    assert [item.name for item in found.design.releases[0].objects] == ["below"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.yaml", "No such file"),
        ("../../elsewhere.yaml", "outside the folder"),
        ("link.yaml", "outside the folder"),
        ("binary.yaml", "not UTF-8"),
        ("below", "directory"),
        ("loop.yaml", "links"),
    ],
)
def test_other_files_are_refused_in_words(name: str, says: str, clusters: Path) -> None:
    outside = clusters.parents[1] / "elsewhere.yaml"
    outside.write_text(OBJECT)
    (clusters / "link.yaml").symlink_to(outside)
    (clusters / "loop.yaml").symlink_to("loop.yaml")
    (clusters / "binary.yaml").write_bytes(b"\xff\xfe")

    (message,) = refusals(write(clusters / "x.yaml", name))

    assert name in message
    assert says in message


def test_a_file_that_is_too_large_is_refused(clusters: Path) -> None:
    with (clusters / "large.yaml").open("wb") as file:
        file.truncate(9 * 2**20)

    (message,) = refusals(write(clusters / "x.yaml", "large.yaml"))

    assert "8 MiB" in message


@pytest.mark.skipif(os.name != "posix", reason="has no pipes in its folders")
def test_a_device_is_not_read(clusters: Path) -> None:
    (clusters / "device.yaml").symlink_to("/dev/zero")

    (message,) = refusals(write(clusters / "x.yaml", "device.yaml"))

    assert "device.yaml" in message


def test_a_text_for_the_engine_is_refused_in_values_and_passes_in_manifests(clusters: Path) -> None:
    """CDKTF would put another resource's value in its place; a chart's files it does not see."""
    mark = "{TfToken[TOKEN.0]}"
    chart = "{name: a, namespace: a, repository: 'https://a', chart: a, version: 1.0.0, values_files: [values.yaml]}"
    (clusters / "values.yaml").write_text(f"a: '{mark}'\n")
    (clusters / "things.yaml").write_text(OBJECT + f"data: {{a: '{mark}'}}\n")
    path = write(clusters / "x.yaml", "things.yaml")
    path.write_text(f"{path.read_text()}charts: [{chart}]\n")

    assert [(one.id, one.where) for one in read(path, "clusters/x.yaml").problems] == [
        ("text-unusable", "charts[0].values_files[0]")
    ]


def test_a_changed_file_is_compared_with_the_earlier_one(clusters: Path) -> None:
    path = write(clusters / "x.yaml", "../manifests/a.yaml")
    old = read(path, "clusters/x.yaml")
    (clusters.parent / "manifests" / "a.yaml").write_text(OBJECT.replace("ConfigMap", "PersistentVolumeClaim"))
    middle = read(path, "clusters/x.yaml")
    (clusters.parent / "manifests" / "a.yaml").write_text(OBJECT)

    assert check_change(middle, old).problems == ()
    assert [one.id for one in check_change(read(path, "clusters/x.yaml"), middle).problems] == ["change-objects-lost"]


def test_library_users_name_the_folder(tmp_path: Path) -> None:
    spec = ClusterSpec.model_validate({**BASE, "manifests": [{"name": "a", "files": ["a.yaml"], "apply": True}]})
    (tmp_path / "a.yaml").write_text(OBJECT)

    assert [release.name for release in design_checked(spec, tmp_path).releases] == ["a"]
    with pytest.raises(DeclarationError, match="no folder"):
        design_checked(spec)
