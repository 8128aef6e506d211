"""The command: what it runs, what it prints, how it ends; and the script for others."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from eks_gpu.cli import doctor as command
from eks_gpu.doctor import examine, observe
from eks_gpu.doctor.gathering.commands import commands, script
from eks_gpu.doctor.gathering.gather import live, run_command
from eks_gpu.doctor.refusals import told_once
from tests.doctor import healthy
from tests.doctor.cases import BROKEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = healthy.FILE
SECRET = "correct-horse-battery"
_READ = re.compile(r"(get|describe|list|logs|view)(-|$)")


def run(folder: Path | None = None, form: str = "text", *, print_commands: bool = False) -> int:
    return command.run(FILE, command.Source(folder), form=form, print_commands=print_commands)


def test_a_sound_cluster_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(healthy.scaled_up().write(tmp_path)) == 0
    assert capsys.readouterr().out.startswith("Next step: none")


def test_a_broken_one_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(BROKEN[0].folder().write(tmp_path), "json") == 1
    assert json.loads(capsys.readouterr().out)["next_step"]["id"] == "quota-exceeded"


def test_nothing_to_look_at_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 2
    assert "--commands" in capsys.readouterr().err
    (tmp_path / "nodes.json.err").write_text("Unable to connect to the server: dial tcp: i/o timeout\n")
    assert run(tmp_path) == 2
    assert "Unable to connect" in capsys.readouterr().err
    assert run(tmp_path / "missing") == 2
    assert "No such file" in capsys.readouterr().err


def test_parts_of_answers_without_a_problem_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A healthy part of an answer says nothing about the part that was cut off."""
    whole = healthy.scaled_up().write(tmp_path / "whole")
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in ("nodes.json", "pods.json", "events.json"):
        text = (whole / name).read_text()
        (cut / name).write_text(text[: len(text) * 2 // 3])

    assert run(cut) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "only parts of answers could be read" in printed.err
    assert "nodes.json: " in printed.err

    # One whole answer is something to go by, and the report says what else was not looked at.
    (cut / "nodes.json").write_text((whole / "nodes.json").read_text())
    assert run(cut) == 0
    assert "not looked at: pods.json" in capsys.readouterr().out


def test_only_the_address_of_the_api_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "server.txt").write_text("https://A.gr7.us-west-2.eks.amazonaws.com")

    assert run(tmp_path) == 2
    assert "could be" in capsys.readouterr().err


def test_a_problem_in_a_part_of_an_answer_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = BROKEN[0].folder().write(tmp_path / "whole")
    cut = tmp_path / "cut"
    cut.mkdir()
    text = (whole / "activities.json").read_text()
    (cut / "activities.json").write_text(text.rstrip()[:-1])

    assert run(cut) == 1
    assert "quota-exceeded" in capsys.readouterr().out


def test_a_file_that_says_nothing_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("- 1\n")
    assert command.run(file, command.Source(tmp_path), form="text", print_commands=False) == 2
    assert "keys and values" in capsys.readouterr().err


def test_a_single_file_is_taken_for_a_folder_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = healthy.at_zero().write(tmp_path)
    assert run(folder / "nodes.json") == 0
    assert "not looked at: pods" in capsys.readouterr().out


@pytest.mark.parametrize("one", commands(healthy.design()), ids=lambda one: one.file)
def test_every_command_only_reads_and_none_reads_a_secret(one: object) -> None:
    words: Sequence[str] = (*one.words, *one.names)  # type: ignore[attr-defined]
    verbs = [word for word in words if _READ.match(word)]

    assert verbs
    assert not any("secret" in word.lower() for word in words)
    assert not {"apply", "delete", "patch", "edit", "exec", "create", "update"} & set(words)


def test_only_kubectl_gets_the_kubeconfig() -> None:
    made = commands(healthy.design(), "/home/me/config", "vision")
    assert all("--kubeconfig" in one.words for one in made if one.program == "kubectl")
    assert not any("--kubeconfig" in one.words for one in made if one.program == "aws")


def test_a_missing_program_is_reported_once() -> None:
    asked: list[str] = []

    def none_there(words: Sequence[str]) -> tuple[int, str, str]:
        asked.append(words[0])
        return 127, "", f"{words[0]} is not installed"

    texts, failed = live(commands(healthy.design()), none_there)

    assert texts == []
    assert asked == ["kubectl", "aws"]
    assert len(failed) == 2


def test_no_way_to_the_cluster_is_found_out_once() -> None:
    asked: list[str] = []

    def unreachable(words: Sequence[str]) -> tuple[int, str, str]:
        asked.append(words[0])
        if words[0] == "aws":
            return 255, "", "\nUnable to locate credentials. You can configure credentials by running 'aws configure'."
        return (
            1,
            "",
            "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
        )

    _, failed = live(commands(healthy.design()), unreachable)

    assert asked == ["kubectl", "aws"]
    assert "was refused" in failed[0]


@pytest.mark.parametrize(
    "message",
    [
        "Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255",
        "error: You must be logged in to the server (the server has asked for the client to provide credentials)",
        "The SSO session associated with this profile has expired or is otherwise invalid.",
        "An error occurred (ExpiredTokenException) when calling the ListNodegroups operation: The security token",
        'error: context "vision" does not exist',
        "error: current-context must exist in order to minify",
        "The config profile (vision) could not be found",
    ],
)
def test_an_obstacle_for_every_command_is_met_once(message: str) -> None:
    asked: list[str] = []

    def refuse(words: Sequence[str]) -> tuple[int, str, str]:
        asked.append(words[0])
        return 1, "", message

    live(commands(healthy.design()), refuse)

    assert asked == ["kubectl", "aws"]


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("Unable to connect to the server: dial tcp: lookup x.eks.amazonaws.com: no such host", "update-kubeconfig"),
        ("Unable to connect to the server: net/http: TLS handshake timeout", "access.public_cidrs"),
        ("no answer within 40 seconds", "access.public_cidrs"),
        ("The connection to the server localhost:8080 was refused", "kubectl has no kubeconfig"),
        ("error: stat /nope: no such file or directory", "kubectl has no kubeconfig"),
        ('error: context "nope" does not exist', "get-contexts"),
        ("An error occurred (ExpiredToken) when calling the X operation: expired", "aws sso login"),
        ("error: You must be logged in to the server (Unauthorized)", "access entry"),
        (
            "An error occurred (ResourceNotFoundException): No cluster found for name: vision.",
            "apply the cluster stack",
        ),
    ],
)
def test_a_refusal_says_what_to_do(message: str, advice: str) -> None:
    (reason,) = told_once([f"nodes: {message}", f"pods: {message}"], healthy.design())

    assert reason.startswith(f"nodes, pods: {message}; ")
    assert advice in reason


def test_refusals_of_one_kind_are_reported_together() -> None:
    reasons = told_once(
        [
            'nodes: Error from server (Forbidden): nodes is forbidden: User "x" cannot list resource "nodes"',
            'pods: Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods"',
            "quotas: An error occurred (AccessDenied) when calling the X operation: not authorized to perform: a:B",
            "add-ons: strange",
        ],
        healthy.design(),
    )

    assert [text.partition(": ")[0] for text in reasons] == ["nodes, pods", "quotas", "add-ons"]
    assert "AmazonEKSAdminViewPolicy" in reasons[0]
    assert "ReadOnlyAccess" in reasons[1]
    assert reasons[2] == "add-ons: strange"


def test_another_clusters_context_is_found_out() -> None:
    folder = healthy.scaled_up()
    folder["cluster.json"]["cluster"]["endpoint"] = "https://A.gr7.us-west-2.eks.amazonaws.com"
    folder.files["server.txt"] = "https://A.gr7.us-west-2.eks.amazonaws.com"
    assert examine(healthy.design(), observe(folder.texts())) == ()
    folder.files["server.txt"] = (
        "\x1b[0;32mKubernetes control plane\x1b[0m is running at https://B.gr7.us-west-2.eks.amazonaws.com"
    )
    (found,) = examine(healthy.design(), observe(folder.texts()))
    assert found.id == "cluster-other"
    assert "update-kubeconfig --name vision" in found.fix


def test_nodes_of_another_region_are_of_another_cluster() -> None:
    folder = healthy.scaled_up()
    for node in folder.items("nodes.json"):
        node["metadata"]["labels"]["topology.kubernetes.io/region"] = "eu-west-1"
    (found,) = examine(healthy.design(), observe(folder.texts()))
    assert found.id == "cluster-other"


def test_lists_are_followed_one_by_one() -> None:
    def answer(words: Sequence[str]) -> tuple[int, str, str]:
        if "list-nodegroups" in words:
            return 0, "a\tb\n", ""
        return (0, "{}", "") if "describe-nodegroup" in words else (1, "", "AccessDenied")

    texts, failed = live(commands(healthy.design()), answer)

    assert [name for name, _ in texts] == ["nodegroup-a", "nodegroup-b"]
    assert "nodes: AccessDenied" in failed


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    assert run_command(["no-such-program-at-all"], tmp_path)[0] == 127


@pytest.mark.process
def test_live_with_programs_that_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fake(tmp_path, monkeypatch, healthy.scaled_up())

    assert run() == 0
    assert "the cluster matches its declaration" in capsys.readouterr().out


@pytest.mark.process
def test_the_script_fills_a_folder_without_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = BROKEN[0].folder()
    pod = folder.named("pods.json", "serve")
    container = pod["spec"]["containers"][0]
    container["args"] = ["--token", SECRET, "--expander"]
    container["command"] = [SECRET]
    pod["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps({"env": SECRET})}
    _fake(tmp_path, monkeypatch, folder)
    gathered = tmp_path / "gathered"

    subprocess.run(["sh", "-s", str(gathered)], input=script(healthy.design()), text=True, check=True, cwd=tmp_path)

    texts = {path.name: path.read_text() for path in gathered.iterdir()}
    assert SECRET in json.dumps(folder["pods.json"])
    assert [name for name, text in texts.items() if SECRET in text] == []
    assert json.loads(texts["pods.json"])["items"][-1]["metadata"]["name"] == pod["metadata"]["name"]
    assert run(gathered) == 1
    assert "L-DB2E81BA" in capsys.readouterr().out


def _fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: healthy.Folder) -> None:
    """A kubectl and an aws that print these files."""
    answers = folder.write(tmp_path / "answers")
    names = {"nodegroup": "us-west-2a\tus-west-2b\tsystem", "addon": "vpc-cni", "activities": "x"}
    (answers / "activities-x.json").write_text((answers / "activities.json").read_text())
    lines = []
    for one in commands(healthy.design()):
        listed = " ".join(one.names)
        if listed:
            lines.append(f'[ "$me $*" = "{listed}" ] && {{ printf "{names[one.file]}\\n"; exit 0; }}')
            for each in names[one.file].split("\t"):
                command_line = " ".join(one.once(each))
                lines.append(
                    f'[ "$me $*" = "{command_line}" ] && {{ cat "{answers}/{one.file}-{each}.json"; exit 0; }}'
                )
        else:
            lines.append(
                f'[ "$me $*" = "{" ".join(one.words)}" ] && {{ cat "{answers}/{one.file}.{one.ending}"; exit 0; }}'
            )
    for program in ("kubectl", "aws"):
        path = tmp_path / "bin" / program
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\nme={program}\n" + "\n".join(lines) + "\necho 'no such answer' >&2; exit 1\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
