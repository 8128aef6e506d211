"""Habits that the command shares with other commands: options, output, standard input, colors, width, help."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from eks_gpu.cli import app
from eks_gpu.cli.commands import NAMES
from eks_gpu.cli.frame.examples import INVOCATIONS
from eks_gpu.problem import Position, Problem
from eks_gpu.report import lines
from tests.doctor import healthy
from tests.doctor.cases import BROKEN as BROKEN_CLUSTERS

ROOT = Path(__file__).parents[2]
QUICKSTART = ROOT / "clusters" / "quickstart.yaml"
TEXT = QUICKSTART.read_text(encoding="utf-8")
BROKEN = f"{TEXT}    memory: 15Gi\n"
RUN = "import sys; from eks_gpu.cli import main; sys.argv[0] = 'eks-gpu'; main()"
MATCHER = ROOT / "examples" / "pipelines" / "github-actions" / "problem-matcher.json"


def run(*arguments: str, cwd: Path = ROOT, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"PYTHONPATH": str(ROOT / "constructs"), "PYTHONIOENCODING": "utf-8", **environment}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=cwd,
        env=settings,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def invoke(*arguments: str, stdin: str | None = None, **environment: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, arguments, input=stdin, env=environment)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "broken.yaml"


def test_the_version_names_engine_and_catalogue() -> None:
    for option in ("--version", "-V"):
        code, out, _ = invoke(option)
        assert code == 0
        assert re.fullmatch(r"eks-gpu \S+ \(engine: cdktf \d+\.\d+\.\d+.*; catalogue: \d{4}-\d\d-\d\d\)\n", out)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", [80, 120])
def test_help_fits_the_terminal_and_has_examples(name: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # Typer's own runner asks for 80 columns, whatever the terminal has.
    monkeypatch.setenv("COLUMNS", str(columns))
    group: Any = typer.main.get_command(app)
    context = group.make_context("eks-gpu", ["schema"])
    command = group.commands[name]
    shown = command.make_context(name, [], parent=context, resilient_parsing=True).get_help()
    text, _, examples = shown.partition("Examples:\n")

    assert max(map(len, shown.splitlines())) <= columns
    assert max(map(len, text.splitlines())) > columns - 40 or name in {"schema", "dashboard"}
    assert [line.strip() for line in examples.splitlines() if line.strip() and not line.strip().startswith("#")] == [
        f"eks-gpu {typed}" for typed in INVOCATIONS[name]
    ]
    # Nothing is folded within its default.
    assert all(line.count("[default:") == line.count("]") for line in text.splitlines() if "[default" in line)
    # As other commands have them: no types of Python, no boxes.
    assert not re.search(r"<\w+>|[╭│]|list\[", text)
    first = text.split("\n\n")[1].split()[0]
    assert re.fullmatch(r"[A-Z][a-z]+,?", first)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_the_shared_options(name: str) -> None:
    code, out, _ = invoke(name, "-h")

    assert code == 0
    for option in ("-h, --help", "-q, --quiet", "--color WHEN"):
        assert option in out
    # Elsewhere the former spelling of `--output`; a report has both.
    assert ("--format" in out) == (name == "report")
    assert "--json" not in out


def test_the_help_of_the_program_names_every_command_once() -> None:
    code, out, _ = invoke("--help")
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", out, flags=re.MULTILINE)

    assert code == 0
    assert listed == list(NAMES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["check", "--format", "json"], ["check", "-o", "json"]),
        (["show", "--json"], ["show", "--output", "json"]),
        (["simulate", "--json", "--submit", "nvidia-smi"], ["simulate", "--output=json", "--submit", "nvidia-smi"]),
    ],
)
def test_spellings_of_earlier_versions_work(old: list[str], new: list[str]) -> None:
    first, second = invoke(*old, str(QUICKSTART)), invoke(*new, str(QUICKSTART))

    assert first == second
    assert json.loads(first[1])
    assert invoke("instances", "--json") == invoke("instances", "-o", "json")


def test_a_finding_is_a_line(broken: str) -> None:
    code, out, err = invoke("check", "-o", "concise", broken)

    assert code == 1
    assert re.fullmatch(r"broken\.yaml:\d+:\d+: error \[[a-z-]+\] [^\n]+\n", out)
    assert err == "1 error\n"
    assert invoke("check", "-q", "-o", "concise", broken) == (code, out, "")
    assert invoke("check", "-o", "concise", str(QUICKSTART)) == (0, "", "no problems\n")


def test_a_workflow_gets_annotations(broken: str) -> None:
    code, out, err = invoke("check", "--output", "github", broken)

    assert code == 1
    assert re.fullmatch(r"::error file=broken\.yaml,line=\d+,col=\d+,title=[a-z-]+::[^\n]+%0AFix: [^\n]+\n", out)
    assert err == "1 error\n"


def test_text_of_others_cannot_leave_its_annotation() -> None:
    problem = Problem("x", "warning", "a", "m\n::error::%0A", "f", "a,b:c\n::d.yaml", Position(1, 2))

    assert lines.github([problem]) == (
        "::warning file=a%2Cb%3Ac%0A%3A%3Ad.yaml,line=1,col=2,title=x::m\\n::error::%250A%0AFix: f\n"
    )
    assert lines.concise([problem]).count("\n") == 1


def test_lines_are_in_the_order_of_the_files() -> None:
    places = [("b", 1), ("a", 20), ("a", 3)]
    problems = [Problem("x", "error", "", "m", "f", file, Position(line, 1)) for file, line in places]

    assert lines.concise(lines.in_order(problems)) == ("a:3:1: error [x] m\na:20:1: error [x] m\nb:1:1: error [x] m\n")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (
            Problem("size-order", "error", "x", "3 > 2", "f", "clusters/a.yaml", Position(3, 14)),
            ("clusters/a.yaml", "3", "14", "error", "size-order", "3 > 2"),
        ),
        (
            Problem("no-clusters", "warning", "", "there is none", "f"),
            ("eks-gpu", None, None, "warning", "no-clusters", "there is none"),
        ),
        (
            Problem("node-lost", "error", "node/a:1", "gone: [x] y", "f", "a b.yaml"),
            ("a b.yaml", None, None, "error", "node-lost", "node/a:1: gone: [x] y"),
        ),
    ],
)
def test_the_problem_matcher_reads_lines(problem: Problem, expected: tuple[str | None, ...]) -> None:
    (pattern,) = json.loads(MATCHER.read_text(encoding="utf-8"))["problemMatcher"][0]["pattern"]
    found = re.fullmatch(pattern["regexp"], lines.concise([problem]).rstrip("\n"))

    assert found is not None
    parts = ("file", "line", "column", "severity", "code", "message")
    assert tuple(found[pattern[part]] for part in parts) == expected


def test_the_doctor_speaks_all_forms(tmp_path: Path) -> None:
    BROKEN_CLUSTERS[0].folder().write(tmp_path)
    outputs = {
        form: invoke("doctor", str(healthy.FILE), "--from", str(tmp_path), "-o", form)
        for form in ("text", "json", "sarif", "github", "concise")
    }
    assert {code for code, *_ in outputs.values()} == {1}
    ids = [one["id"] for one in json.loads(outputs["json"][1])["problems"]]
    assert ids
    results = json.loads(outputs["sarif"][1])["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ids
    assert {one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results} == {1}
    rules = json.loads(outputs["sarif"][1])["runs"][0]["tool"]["driver"]["rules"]
    assert all("help" in rule for rule in rules)
    assert re.findall(r"^\S+: (?:error|warning) \[([a-z-]+)\] ", outputs["concise"][1], re.MULTILINE) == ids
    assert re.findall(r"^::\w+ file=\S+,title=([a-z-]+)::", outputs["github"][1], re.MULTILINE) == ids


def test_explain_prints_its_figures_as_json() -> None:
    code, out, _ = invoke("explain", str(QUICKSTART), "nvidia-smi", "-o", "json")
    document = json.loads(out)
    template, node = document["node_groups"][0]["models"]

    assert code == 0
    assert document["verdict"] == "runs"
    # The figures of the text.
    assert (template["model"], template["free"]["cpu"]) == ("template", "3660m")
    assert (node["model"], node["free"]["cpu"]) == ("node", "3680m")
    assert (node["capacity"]["memory"], node["kubelet"]["memory"], node["free"]["memory"]) == (
        "15400Mi",
        "993Mi",
        "14193Mi",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "-"],
        ["explain", "-", "nvidia-smi"],
        ["show", "-"],
        ["simulate", "-", "--submit", "nvidia-smi"],
        ["smoke", "-"],
        ["alerts", "-"],
        ["dashboard", "-"],
    ],
)
def test_a_dash_is_standard_input(arguments: list[str]) -> None:
    named = [word if word != "-" else str(QUICKSTART) for word in arguments]

    code, out, _ = invoke(*arguments, stdin=TEXT)
    assert code == 0
    assert out.replace("<stdin>", str(QUICKSTART)) == invoke(*named)[1] or arguments[0] == "show"


@pytest.mark.process
def test_standard_input_is_named_in_findings() -> None:
    code, out, _ = invoke("check", "-", "-o", "concise", stdin=BROKEN)
    assert code == 1
    assert out.startswith("<stdin>:")

    assert "cannot extend" in invoke("check", "-", stdin="extends: a.yaml\n")[1]
    assert invoke("check", "-", "-")[0] == 2
    assert invoke("check", "-", "--since", "HEAD", stdin=TEXT)[0] == 2
    assert run("check", "-", stdin="\x00").returncode == 2


def test_a_plan_comes_through_standard_input() -> None:
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": []}
    code, out, _ = invoke("review", "-", stdin=json.dumps(plan))

    assert code == 0
    assert "Nothing to do." in out
    code, _, err = invoke("review", "-", stdin="{}")
    assert code == 2
    assert err.startswith("eks-gpu review: <stdin>: ")


def test_without_a_file_the_folder_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, arguments in (("check", []), ("show", []), ("explain", ["nvidia-smi"]), ("doctor", ["--commands"])):
        code, _, err = invoke(name, *arguments)
        assert code == 2
        assert "`eks-gpu init`" in err
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters" / "a.yaml").write_text(TEXT, encoding="utf-8")

    assert invoke("check")[1].startswith("clusters/a.yaml: will it run?")
    assert invoke("show") == invoke("show", "clusters/a.yaml")
    assert invoke("explain", "nvidia-smi") == invoke("explain", "clusters/a.yaml", "nvidia-smi")
    assert invoke("explain", "nvidia")[2].endswith("did you mean nvidia-smi?\n")

    other = TEXT.replace("name: quickstart", "name: b").replace("- name: nvidia-smi", "- name: other")
    (tmp_path / "clusters" / "b.yaml").write_text(other, encoding="utf-8")
    assert invoke("show")[0] == 2
    assert "name one of the cluster files: clusters/a.yaml, clusters/b.yaml" in invoke("show")[2]
    assert invoke("explain", "other") == invoke("explain", "clusters/b.yaml", "other")
    assert "no cluster file in clusters/ has a workload 'none'" in invoke("explain", "none")[2]


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": ""}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color=auto"], {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colors(broken: str, options: list[str], environment: dict[str, str], *, colored: bool) -> None:
    plain = invoke("check", broken)[1]
    for typed in (["check", broken, *options], [*options, "check", broken]):
        out = invoke(*typed, **environment)[1]
        assert ("\x1b[1;31m" in out) is colored
        assert re.sub(r"\x1b\[[0-9;]*m", "", out) == plain


def test_options_of_one_run_do_not_reach_the_next(broken: str) -> None:
    assert "\x1b[" in invoke("--color", "always", "check", broken)[1]
    assert "\x1b[" not in invoke("check", broken)[1]
    assert invoke("-q", "check", str(QUICKSTART))[1] == ""
    assert invoke("check", str(QUICKSTART))[1].endswith("no problems\n")


def test_quiet_leaves_the_problems(broken: str) -> None:
    loud, quiet = invoke("check", broken)[1], invoke("check", "--quiet", broken)[1]

    assert quiet
    assert loud.startswith(quiet.rstrip("\n"))
    assert "will it run?" not in quiet
    assert "1 error\n" not in quiet


@pytest.mark.process
@pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("110", 110), ("300", 120), ("5", 80)])
def test_text_is_as_wide_as_the_terminal(broken: str, columns: str, widest: int) -> None:
    done = run("check", broken, cwd=Path.cwd(), COLUMNS=columns)

    assert widest - 25 < max(map(len, done.stdout.splitlines())) <= widest


@pytest.mark.process
def test_a_mistyped_command_is_named() -> None:
    done = run("chek")

    assert done.returncode == 2
    assert "Did you mean 'check'" in done.stderr


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["check", "-o", "xml"], "for '-o' / '--output': 'xml' is not one of 'text', 'json', 'sarif', "),
        (["--color", "x", "check"], "for '--color': 'x' is not one of 'auto', "),
        (["completion", "csh"], "for 'SHELL': 'csh' is not one of 'bash', "),
        (["simulate", "--seed", "x"], "for '--seed': it must be a valid integer\n"),
    ],
)
def test_a_wrong_value_is_named_with_the_allowed_ones(typed: list[str], expected: str) -> None:
    code, _, err = invoke(*typed)

    assert code == 2
    assert f"Error: Invalid value {expected}" in err


@pytest.mark.process
@pytest.mark.parametrize("command", ["check", "review"])
def test_closed_standard_input_is_reported(command: str) -> None:
    typed = f'exec {shlex.quote(sys.executable)} -c "$1" {command} - <&-'
    done = subprocess.run(
        ["sh", "-c", typed, "sh", RUN],
        env={"PYTHONPATH": str(ROOT / "constructs")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "is closed" in done.stdout + done.stderr
    assert "bug" not in done.stderr


def test_synthesis_reads_no_standard_input() -> None:
    code, _, err = invoke("synth", "-", stdin=TEXT)

    assert code == 2
    assert "name the file" in err


def test_a_folder_without_clusters_is_named_as_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    assert "in a/b/\n  fix: write a/b/my-cluster.yaml, or" in invoke("check", "a/b")[1]
    assert "in this folder\n  fix: write my-cluster.yaml, or" in invoke("check", ".")[1]
    (tmp_path / "clusters").mkdir()
    assert "fix: name the folder clusters, because" in invoke("check", ".")[1]


@pytest.mark.process
def test_only_what_a_command_needs_is_imported() -> None:
    code = (
        "import sys; sys.argv = ['eks-gpu', 'instances']\n"
        "from eks_gpu import cli\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "found = ('eks_gpu.cli.commands.', 'eks_gpu.spec', 'rich', 'ruamel', 'jsii', 'cdktf')\n"
        "print([name for name in sys.modules if name.startswith(found)])"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "constructs")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "['eks_gpu.cli.commands.instances']"
