"""`eks-gpu import` as it is typed: files, standard input, what is printed where, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from eks_gpu.spec import load_text
from tests.cli.test_conventions import invoke, run
from tests.imports.test_eksctl import CONFIGS
from tests.imports.test_imported_plans import PLANS
from tests.imports.test_live import foreign, written

COMPLETE = CONFIGS / "anchors.yaml"
WHOLE = CONFIGS / "access-and-addons.yaml"
PLAIN = PLANS / "plain.json"


def test_the_file_goes_to_standard_output_and_the_rest_to_standard_error() -> None:
    code, out, err = invoke("import", "eksctl", str(COMPLETE))

    assert code == 0
    assert load_text(out).problems == ()
    assert out.startswith("# `eks-gpu import eksctl` wrote this from anchors.yaml;")
    assert err.splitlines()[-1] == (
        "eks-gpu import: 0 parts not carried over, 2 changed; the check finds 0 errors and 0 warnings"
    )


def test_something_missing_is_the_exit_code() -> None:
    code, out, err = invoke("import", "eksctl", str(WHOLE))

    assert code == 1
    assert "# not carried over: addons[4]" in out
    assert "not carried over: addons[4]: eks-gpu does not install the add-on 'adot'" in err
    assert "warning [endpoint-cidr]" in err


def test_quiet_prints_what_is_missing_and_no_count() -> None:
    code, out, err = invoke("import", "-q", "eksctl", str(WHOLE))

    assert (code, out) == invoke("import", "eksctl", str(WHOLE))[:2]
    assert "not carried over: addons[4]" in err
    assert "parts not carried over" not in err


def test_a_file_is_written_once_and_overwritten_on_request(tmp_path: Path) -> None:
    target = tmp_path / "made.yaml"

    code, out, err = invoke("import", "eksctl", str(COMPLETE), "-o", str(target))
    assert (code, out) == (0, "")
    assert f"wrote {target}" in err
    text = target.read_text(encoding="utf-8")
    assert text == invoke("import", "eksctl", str(COMPLETE))[1]

    target.write_text("mine\n", encoding="utf-8")
    code, out, err = invoke("import", "eksctl", str(COMPLETE), "--out", str(target))
    assert (code, out) == (2, "")
    assert "is there already; write another name, or --force" in err
    assert target.read_text(encoding="utf-8") == "mine\n"

    assert invoke("import", "eksctl", str(COMPLETE), "--out", str(target), "--force")[0] == 0
    assert target.read_text(encoding="utf-8") == text


def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "made.yaml"
    target.symlink_to(tmp_path / "elsewhere.yaml")

    assert invoke("import", "eksctl", str(COMPLETE), "-o", str(target))[0] == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    code, _, err = invoke("import", "eksctl", str(COMPLETE), "-o", str(tmp_path / "absent" / "made.yaml"))

    assert code == 2
    assert "No such file or directory" in err


def test_problems_name_the_written_file(tmp_path: Path) -> None:
    target = tmp_path / "made.yaml"
    _, _, err = invoke("import", "eksctl", str(CONFIGS / "gpu-on-al2.yaml"), "-o", str(target))

    line = next(number for number, one in enumerate(target.read_text().splitlines(), 1) if "disk_gib: 30" in one)
    assert f"{target}:{line}:5: gpu_node_groups[0].disk_gib" in err


@pytest.mark.process
@pytest.mark.parametrize(("original", "path"), [("eksctl", COMPLETE), ("plan", PLAIN)])
def test_standard_input_is_as_good_as_a_file(original: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    given = run("import", original, "-", stdin=text)
    named = run("import", original, str(path))

    assert given.returncode == named.returncode
    assert given.stdout.splitlines()[2:] == named.stdout.splitlines()[2:] or "<stdin>" in given.stdout
    assert "<stdin>" in given.stdout


def test_json_has_the_text_the_values_the_notes_and_the_problems() -> None:
    code, out, _ = invoke("import", "eksctl", str(WHOLE), "--output", "json")
    found = json.loads(out)

    assert code == 1
    assert set(found) == {"text", "declaration", "notes", "problems"}
    assert found["text"] == invoke("import", "eksctl", str(WHOLE))[1]
    assert found["declaration"]["name"] == "access"
    assert {note["kind"] for note in found["notes"]} == {"left", "changed"}
    assert [one["id"] for one in found["problems"]] == ["endpoint-cidr"]


def test_several_stacks_are_one_cluster() -> None:
    plans = Path(__file__).parents[1] / "review" / "plans"
    code, out, _ = invoke("import", "plan", str(plans / "create-network.json"), str(plans / "create-cluster.json"))

    assert code == 0
    assert "network: {zones: [us-west-2a, us-west-2b]}" in out


def test_a_gathered_folder(tmp_path: Path) -> None:
    code, out, err = invoke("import", "live", "--from", str(written(foreign(), tmp_path)))

    assert code == 1
    assert "  - name: train-20260101" in out
    assert "user data is never read" in err


def test_the_script_that_gathers() -> None:
    code, out, err = invoke("import", "live", "--commands", "--name", "ml-prod", "--region", "us-east-1")

    assert (code, err) == (0, "")
    assert out.startswith("#!/bin/sh\n")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["eksctl"], "name the file to import"),
        (["plan"], "name the file to import"),
        (["live"], "live reads a gathered folder: --from FOLDER"),
        (["live", str(COMPLETE)], "live reads a gathered folder"),
        (["eksctl", "--from", "."], "name the file to import"),
        (["eksctl", str(COMPLETE), str(WHOLE)], "a ClusterConfig is one file"),
        (["plan", "-", "-"], "standard input can be read only once"),
        (["live", "--commands"], "--commands prints a script for a running cluster"),
        (["plan", "--commands", "--name", "x", "--region", "us-east-1"], "--commands prints a script"),
        (["live", "--commands", "--name", "A B", "--region", "us-east-1"], "name: 'A B' is not allowed here"),
        (["eksctl", "absent.yaml"], "cannot read absent.yaml: No such file or directory"),
        (["eksctl", "."], "cannot read ."),
        (["plan", "."], ". is a folder"),
        (["plan", str(COMPLETE)], "this is not JSON"),
        (["eksctl", str(PLAIN)], "import it with: eks-gpu import plan FILE"),
        (["live", "--from", "absent"], "cannot read absent"),
        (["live", "--from", str(COMPLETE)], "describes neither a cluster nor nodes"),
        (["eksctl", "/dev/zero"], "it is a device"),
    ],
    ids=lambda value: " ".join(map(os.path.basename, value)) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_is_a_sentence(typed: list[str], sentence: str) -> None:
    code, out, err = invoke("import", *typed)

    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_an_unknown_original_names_those_that_there_are() -> None:
    code, _, err = invoke("import", "cloudformation", "x.yaml")

    assert code == 2
    assert "'eksctl', 'live', 'plan'" in err


HOSTILE = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata:
  name: "x\\n::error::forged"
  region: "${file(\\"/etc/hostname\\")}"
  version: "1.35"
  tags: {"\\e[31mred": "\\u202ereversed", "%{for x in y}": "${x}"}
availabilityZones: [us-west-2a, "us-west-2b\\n  - us-west-2c"]
"\\e]0;title\\a": 1
managedNodeGroups:
  - name: "gpu\\n      user_data: x"
    instanceType: "g5.xlarge # comment"
    labels: {"a\\nb": "##[command]x"}
    preBootstrapCommands: ["export TOKEN=hunter2"]
"""


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """No line is added, no terminal is controlled, no pipeline is commanded; the check refuses the values."""
    path = tmp_path / "hostile.yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    code, out, err = invoke("import", "eksctl", str(path))

    assert code == 1
    assert "hunter2" not in out + err
    assert not any(letter in out + err for letter in "\x1b\x07\u202e")
    assert not [line for line in (out + err).splitlines() if line.lstrip().startswith(("::", "##["))]
    assert "Traceback" not in err
    wrong = {problem.where for problem in load_text(out).problems}
    assert {"name", "region", "network.zones[1]"} <= wrong


@pytest.mark.process
def test_it_runs_without_an_engine_and_twice_the_same() -> None:
    first, second = (run("import", "plan", str(PLAIN)) for _ in range(2))

    assert first.returncode == 1
    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)
