"""`eks-gpu show` and `eks-gpu check FOLDER`, on the fleet that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eks_gpu.cli import check, show
from eks_gpu.spec import load_file, load_text
from tests.specs import changed

ROOT = Path(__file__).parents[2]
FLEET = ROOT / "examples" / "fleet"
CLUSTERS = sorted(path for path in FLEET.glob("*.yaml") if not path.name.startswith("_"))


def test_the_fleet_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([FLEET], form="json", strict=True, previous=None) == 0
    document = json.loads(capsys.readouterr().out)

    assert {fit["cluster"] for fit in document["schedulability"]} == {
        "serving-dev",
        "serving-staging",
        "serving-production",
    }


@pytest.mark.parametrize("cluster", CLUSTERS, ids=lambda path: path.stem)
def test_what_is_shown_stands_alone(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show.run(cluster, all_fields=False, as_json=False) == 0
    shown = capsys.readouterr().out

    assert load_text(shown).spec == load_file(cluster).spec
    assert "_serving.yaml" in shown
    assert show.run(cluster, all_fields=True, as_json=False) == 0
    assert load_text(capsys.readouterr().out).spec == load_file(cluster).spec


def test_all_fields_say_what_is_default(capsys: pytest.CaptureFixture[str]) -> None:
    show.run(FLEET / "dev.yaml", all_fields=True, as_json=False)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]

    assert ["cidr:", "10.0.0.0/16", "#", "default"] in lines
    assert ["deletion_protection:", "false"] in lines


def test_json_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    show.run(FLEET / "production.yaml", all_fields=False, as_json=True)

    assert json.loads(capsys.readouterr().out)["gpu_node_groups"][0] == {
        "name": "inference",
        "instance_types": ["g6.xlarge", "g6.2xlarge"],
        "max_per_zone": 6,
        "capacity": "spot",
        "priority": 20,
    }


def test_mistakes_are_told_and_the_rest_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.yaml").write_text("name: one\nregoin: us-west-2\n", encoding="utf-8")

    assert show.run(tmp_path / "one.yaml", all_fields=False, as_json=False) == 1
    told = capsys.readouterr()
    assert "regoin: us-west-2" in told.out
    assert "write 'region' instead" in told.err
    assert show.run(tmp_path / "absent.yaml", all_fields=False, as_json=False) == 2


def test_a_folder_without_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "_defaults.yaml").write_text("region: us-west-2", encoding="utf-8")

    assert check.run([tmp_path], form="text", strict=False, previous=None) == 1
    assert "no cluster file" in capsys.readouterr().out


@pytest.mark.parametrize("lonely", ["extends: _serving.yaml\nname: serving-dev\n", "complete"])
def test_what_was_is_compared_with_all_that_lay_below_it(
    tmp_path: Path, lonely: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`git show HEAD:clusters/dev.yaml` is not the cluster of then."""
    old = tmp_path / "dev.yaml"
    if lonely == "complete":
        show.run(FLEET / "dev.yaml", all_fields=False, as_json=False)
        lonely = capsys.readouterr().out
    old.write_text(lonely, encoding="utf-8")
    check.run([FLEET / "dev.yaml"], form="json", strict=False, previous=old)
    problems = json.loads(capsys.readouterr().out)["problems"]

    assert "git worktree add" in next(one["fix"] for one in problems if one["id"] == "previous-layers")


def test_what_was_may_be_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([FLEET / "dev.yaml"], form="json", strict=True, previous=FLEET / "dev.yaml") == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_settings_of_defaults_are_shown_in_every_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {
        "defaults": {"nodes": {"tags": {"a": "1", "b": "1"}, "metadata_hop_limit": 2}},
        "node_groups": [{"name": "web", "instance_types": ["m7i.large"], "max": 2, "nodes": {"tags": {"b": "2"}}}],
    }
    file = tmp_path / "base.yaml"
    file.write_text(json.dumps(changed(given)), encoding="utf-8")
    for all_fields in (False, True):
        assert show.run(file, all_fields=all_fields, as_json=True) == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown["node_groups"][0]["nodes"]["tags"] == {"a": "1", "b": "2"}
        assert shown["system_nodes"]["nodes"]["metadata_hop_limit"] == 2
    show.run(file, all_fields=False, as_json=False)
    assert "# defaults" in capsys.readouterr().out
