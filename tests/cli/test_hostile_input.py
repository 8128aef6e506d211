"""Input that means harm, and faults of the machine: always a sentence and an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from eks_gpu import cli
from eks_gpu.doctor.finding import error as found
from eks_gpu.guard import explained
from eks_gpu.plain_file import read_bytes
from eks_gpu.printable import as_json, printable
from eks_gpu.problem import Problem
from tests.cli import hostile_yaml
from tests.synthesized import ROOT
from tools import annotate, plan_stacks

if TYPE_CHECKING:
    from collections.abc import Mapping

QUICKSTART = ROOT / "clusters" / "quickstart.yaml"
# What GitHub and Azure Pipelines run, as `eks_gpu.printable` has it, in other words.
COMMAND = re.compile(r"^[ \t]*::[a-z-]+[^\n]*::|##\[[a-z]|##vso\[", re.MULTILINE | re.IGNORECASE)
ESCAPE, FORGERY = "\x1b[2J", "\n::error::forged"

# Each was found by trying; the first line of each kind ended with a traceback once.
TEXTS = {
    "merge of itself": "a: &a {<<: *a}\n",
    "list of itself": "a: &a [*a]\n",
    "key of itself": "? &a [*a]\n: x\n",
    "endless number": f"name: {'9' * 5000}\n",
    "endless octal": f"name: 0o{'7' * 9000}\n",
    "endless float": f"name: {'9' * 5000}.5\n",
    "half a character": 'name: "\\ud800"\n',
    "half a character as a key": '"\\udfff": 1\n',
    "NUL in extends": 'extends: "a\\0b"\nname: x\n',
    "number for extends": "extends: 5\n",
    "folder for extends": "extends: .\n",
    "itself for extends": "extends: file.yaml\n",
    "far away": "extends: ../../../../../../../../etc/hostname\n",
    "deep list": "[" * 5000,
    "deep mapping": "".join(f"{' ' * depth}a:\n" for depth in range(900)),
    "aliases of aliases": "a: &a [x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(9)),
    "tag of python": "name: !!python/object/apply:os.system [ls]\n",
    "tag of a set": "name: !!set {a, b}\n",
    "tag of an omap": "name: !!omap [a: 1]\n",
    "tag of bytes": "name: !!binary x\n",
    "date that is none": "name: 2024-99-99\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "directive": "%YAML 9.9\n---\na: 1\n",
    "byte order mark": "\ufeffname: x\n",
    "complex key": "{a: b}: c\n",
    "null key": "~: c\n",
    "list": "- a\n",
    "nothing": "",
    "tabs": "a:\n\t- b\n",
    "colour": '"\\e[31m": 1\n',
    "forged line": '"a\\n::error::forged": 1\n',
    "all of it huge": "# " + "x" * 2_100_000,
}


def run(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from eks_gpu.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), **streams.pop("environment", {})}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(
        command, env=environment, text=True, encoding="utf-8", errors="replace", check=False, **options
    )


def invoke(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def sound(code: int, output: str) -> None:
    assert code in {0, 1, 2}
    for word in ("Traceback", "this is a bug"):
        assert word not in output
    assert {letter for letter in output if not letter.isprintable()} <= {"\n"}
    assert COMMAND.search(output) is None


@pytest.mark.parametrize("command", ["check", "show"])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_hostile_file_is_a_problem(tmp_path: Path, kind: str, command: str) -> None:
    (tmp_path / "file.yaml").write_text(TEXTS[kind], encoding="utf-8")
    code, output = invoke(command, str(tmp_path / "file.yaml"))

    sound(code, output)
    assert code


@pytest.mark.parametrize("kind", hostile_yaml.TEXTS)
def test_a_file_of_any_kind_ends_with_a_sentence(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file.yaml").write_bytes(hostile_yaml.TEXTS[kind].encode("utf-8", "surrogatepass"))
    began = time.monotonic()
    code, output = invoke("check", str(tmp_path / "file.yaml"))

    sound(code, output)
    assert len(output) < 100_000
    # Some took a minute. The figure is wide, for machines that do other things as well.
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("block", [f"10.0.0.0/{length}" for length in range(23, 33)])
def test_a_block_too_small_for_its_subnets_has_an_edit(tmp_path: Path, block: str) -> None:
    (tmp_path / "file.yaml").write_text(hostile_yaml.TEXTS[f"block {block}"], encoding="utf-8")
    code, output = invoke("check", str(tmp_path / "file.yaml"))

    assert code == 1
    assert "network.cidr" in output
    assert "write 10.0.0.0/22" in output


YAML_PIECES = st.sampled_from(
    [
        *"[]{}:,-?|>&*!%@`#'\"\\~ \n\t\x85\u2028",
        "&a ",
        "*a",
        "<<: ",
        "!!int ",
        "!!set",
        "---\n",
        "...",
        "\\ud800",
        "\\0",
        "\x1b[0m",
        "name: ",
        "workloads:\n- ",
        "gpu_node_groups: ",
        "network:\n  ",
        "0x",
        "1e999",
        ".inf",
        "2024-13-01",
        "no",
        "extends: ",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(YAML_PIECES, max_size=25).map("".join))
def test_no_text_is_a_traceback(tmp_path: Path, text: str) -> None:
    (tmp_path / "file.yaml").write_text(text, encoding="utf-8")
    sound(*invoke("check", str(tmp_path / "file.yaml")))


WORDS = st.one_of(
    st.sampled_from(
        [
            str(QUICKSTART),
            "",
            "-",
            "--",
            "--format",
            "--all",
            "--json",
            "--from",
            "--submit",
            "x=1@2h",
            "x=" + "9" * 5000,
            "--until",
            "9" * 400 + "h",
            "--seed",
            "--against",
            "/",
            "/dev/null",
            "--since",
            "HEAD",
            "--previous",
            "*",
            "~",
        ]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
)


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.sampled_from(
        ["check", "explain", "show", "instances", "simulate", "review", "alerts", "dashboard", "smoke", "schema"]
    ),
    st.lists(WORDS, max_size=4),
)
def test_no_arguments_are_a_traceback(command: str, words: list[str]) -> None:
    code, output = invoke(command, *words)

    assert code in {0, 1, 2}
    assert "this is a bug" not in output


def test_a_loop_of_links_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    sound(*invoke("check", str(tmp_path / "loop.yaml")))


@pytest.mark.parametrize("command", ["check", "show", "review"])
def test_devices_are_no_files(command: str) -> None:
    code, output = invoke(command, "/dev/zero")

    sound(code, output)
    assert code == 2


def test_a_pipe_is_read_as_far_as_it_goes() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"x" * 100)
    os.close(writer)

    assert read_bytes(Path(f"/dev/fd/{reader}"), 1000) == b"x" * 100


def test_extends_stays_within_the_repository(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    clusters = tmp_path / "repository" / "clusters"
    clusters.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "repository" / "_base.yaml").write_text("region: us-west-2\n")
    (clusters / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    for name, target in (("near", "../_base.yaml"), ("far", "../../secret.yaml"), ("linked", "link.yaml")):
        (clusters / f"{name}.yaml").write_text(f"extends: {target}\nname: x\n")

    assert "us-west-2" in invoke("show", str(clusters / "near.yaml"))[1]
    for name in ("far", "linked"):
        output = invoke("show", str(clusters / f"{name}.yaml"))[1]
        assert "hunter2" not in output
        assert "outside the folder 'repository'" in " ".join(output.split())


@pytest.mark.process
@pytest.mark.parametrize(
    ("environment", "code"),
    [({"PYTHONIOENCODING": "ascii"}, 0), ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 0)],
)
def test_an_output_that_is_not_utf_8_shows_all_the_same(environment: Mapping[str, str], code: int) -> None:
    done = run("check", str(QUICKSTART), environment=environment)

    assert (done.returncode, done.stderr) == (code, "")
    assert "no problems" in done.stdout


@pytest.mark.process
def test_a_full_disk_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        done = run("check", str(QUICKSTART), stdout=full)

    assert done.returncode == 2
    assert done.stderr == "eks-gpu: the disk is full\n  fix: free some space, and run it again\n"


@pytest.mark.process
def test_a_closed_output_is_said() -> None:
    done = run("check", str(QUICKSTART), stdout=None, preexec_fn=lambda: os.close(1))

    assert done.returncode == 2
    assert done.stderr == "eks-gpu: standard output is closed, so nothing could be printed\n"


@pytest.mark.process
def test_an_interrupt_is_130(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "file.yaml")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs")}
    command = [sys.executable, "-c", "from eks_gpu.cli import main; main()", "check", str(tmp_path / "file.yaml")]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)

    assert (process.returncode, said) == (130, "\neks-gpu: interrupted\n")


def test_a_bug_is_called_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EKS_GPU_DEBUG", raising=False)
    assert explained("eks-gpu", KeyError(f"x{ESCAPE}")) == 2
    said = capsys.readouterr().err

    assert "this is a bug in eks-gpu, not your mistake: KeyError" in said
    assert "EKS_GPU_DEBUG=1" in said
    assert ESCAPE not in said
    monkeypatch.setenv("EKS_GPU_DEBUG", "1")
    explained("eks-gpu", KeyError("x"))
    assert "KeyError: 'x'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(28, "No space left on device", "/a"), "the disk is full: /a"),
        (RuntimeError("ENOSPC: no space left on device, write"), "the disk is full"),
        (RuntimeError("EACCES: permission denied, open '/a'"), "permission is missing"),
        (RuntimeError("ENOENT: no such file or directory, mkdtemp '/a'"), "set TMPDIR"),
        (FileExistsError(17, "File exists", "out"), "a file is in the place of a folder: out"),
        (RecursionError(), "too deeply nested"),
    ],
)
def test_what_the_machine_refuses_has_words(error: Exception, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained("eks-gpu", error) == 2
    assert says in capsys.readouterr().err


def test_what_is_printed_of_others_is_clean() -> None:
    name = f"a{ESCAPE}{FORGERY}\x9b31m\u202e"
    problem = Problem("x", "error", name, name, name, file=name, read_for=(name,))
    finding = found("x", name, name, name, seen=[name])
    results = {"results": [{"level": "error", "ruleId": "x", "message": {"text": name}, "locations": []}]}

    for text in (str(problem), str(finding.problem), *finding.seen):
        assert printable(text, "\n") == text
        assert not any(line.startswith("::") for line in text.splitlines())
    assert annotate.github(annotate.shown({"runs": [results]})).count("\n") == 1


def test_a_kept_line_stays_a_line() -> None:
    assert printable("a\nb\x1bc é ✓", "\n") == "a\nb\\x1bc é ✓"
    assert json.loads(json.dumps(printable("\ud800"))) == "\\ud800"


NAMES = (
    "a\n::error::x::y.yaml",
    "a\x1b[2J.yaml",
    "##vso[x]y.yaml",
    "##[error]y.yaml",
    "a\u202eb.yaml",
    os.fsdecode(b"\xff\xfe.yaml"),
    "a\rb.yaml",
    "$(id) `x` 'y'.yaml",
)
COMMANDS = (
    ("check",),
    ("check", "--format", "json"),
    ("check", "--format", "sarif"),
    ("show",),
    ("explain", "nope"),
    ("simulate", "--submit", "nope"),
    ("smoke", "--group", "nope"),
    ("review",),
    ("doctor", "--from", "."),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["sound", "broken"])
def test_the_name_of_a_file_forges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(QUICKSTART.read_text(encoding="utf-8") if text == "sound" else "name: [\n", encoding="utf-8")
    for command, *options in COMMANDS:
        done = CliRunner().invoke(cli.app, [command, f"./{name}", *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        sound(done.exit_code, done.output.encode("utf-8", "backslashreplace").decode())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n  ::set-env name=x::y", "a\n  \\x3a:set-env name=x::y"),
        ("::error file=a,line=1::x", "\\x3a:error file=a,line=1::x"),
        ("a ##[error]b", "a \\x23#[error]b"),
        ("###[group]b", "#\\x23#[group]b"),
        ("##vso[task.x]", "\\x23#vso[task.x]"),
        ("::/0 is everybody", "::/0 is everybody"),
        ("::ffff:0:0/96", "::ffff:0:0/96"),
        ("std::vector::x", "std::vector::x"),
        ("## Heading [x]", "## Heading [x]"),
    ],
)
def test_no_line_is_a_command_to_a_pipeline(text: str, written: str) -> None:
    assert printable(text, "\n") == written
    assert printable(written, "\n") == written


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_says_the_same_without_commands(document: object) -> None:
    text = as_json(document)

    assert json.loads(text) == document
    assert {letter for letter in text if not letter.isprintable()} <= {"\n"}
    assert COMMAND.search(as_json({"x": "\n::error::y", "##[error]": "##vso[x]"})) is None


@pytest.mark.process
@pytest.mark.parametrize("columns", ["0", "-1", "x", "9" * 30, ""])
def test_any_width_will_do(columns: str) -> None:
    done = run("check", "--nope", environment={"COLUMNS": columns})

    assert done.returncode == 2
    assert "No such option" in done.stderr


@pytest.mark.process
@pytest.mark.parametrize("text", ["", "{", "5", "[]", "{}", '{"runs": 5}', '{"runs": [{}]}', "[" * 50_000, "\x00"])
def test_annotations_of_no_sarif_are_a_sentence(text: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / "annotate.py"), "github"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("standard input holds no SARIF")


@pytest.mark.parametrize("ticks", range(12))
def test_no_text_of_a_plan_leaves_its_block(ticks: int) -> None:
    block = plan_stacks._fenced(f"x\n{'`' * ticks}\n  ::error::forged\n\x1b[2J [link](https://evil.example)")
    first, *_, last = block.splitlines()

    assert first == f"{last}text"
    assert last not in block.removeprefix(first).removesuffix(last)
    assert "\x1b" not in block
    assert COMMAND.search(block) is None
