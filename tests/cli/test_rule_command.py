"""`eks-gpu rule` shows what the pages of the reference show, and reports say where to read it."""

from __future__ import annotations

import json
from email.message import Message
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from eks_gpu import changes, checks
from eks_gpu.cli import app
from eks_gpu.doctor import findings, signatures
from eks_gpu.manifests import rules as of_manifests
from eks_gpu.rule_pages import rule_pages
from eks_gpu.rules import addresses, rule_id
from eks_gpu.spec.reading.findings import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = [
    *(rule_id(rule.__name__) for rule in (*checks.rules(), *of_manifests.rules(), *changes.rules(), *findings.rules())),
    *(row.id for row in signatures.signatures()),
]


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["rule", *words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def documented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The project as if its metadata named a site."""
    found = Message()
    found["Project-URL"] = "Source, https://example.com/source"
    found["Project-URL"] = "Documentation, https://docs.example.com/"
    monkeypatch.setattr(metadata, "metadata", lambda _: found)
    addresses.documentation.cache_clear()
    yield
    addresses.documentation.cache_clear()


def test_no_two_rules_or_findings_have_the_same_id() -> None:
    assert len(ALL) == len(set(ALL))
    assert not set(ALL) & set(FINDINGS)
    assert list(rule_pages()) == ALL
    assert addresses.pages().keys() == set(ALL)


def test_a_page_has_the_reason_the_fix_and_the_examples() -> None:
    code, out, _ = run("gpu-stranded")

    assert code == 0
    assert out.startswith("gpu-stranded (warning), about a cluster file: ")
    assert "\nWhy. " in out
    assert "\nFix. " in out
    assert "\nBad:\n\n    gpu_node_groups:\n" in out
    assert '        cpu: "20"\n' in out
    assert "\nGood:\n\n    gpu_node_groups:\n" in out
    assert "Read more" not in out


@pytest.mark.parametrize("rule", ALL)
def test_every_page_fits_80_columns_outside_of_its_examples(rule: str) -> None:
    code, out, _ = run(rule)
    text = out.split("\nBad:\n")[0].split("\nBefore:\n")[0]

    assert code == 0
    assert [line for line in text.splitlines() if len(line) > 80 and " " in line] == []


def test_ids_may_stand_in_brackets_and_several_are_shown() -> None:
    code, out, _ = run("[change-sharing]", "quota-exceeded")

    assert code == 0
    assert "change-sharing (warning), about an edit: " in out
    assert "quota-exceeded (error), about a running cluster: account" in out


def test_findings_about_the_file_itself_have_a_sentence() -> None:
    code, out, _ = run("spec-value")

    assert code == 0
    assert FINDINGS["spec-value"] in out


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("gpu-strandd", "did you mean gpu-stranded?"),
        ("spec-valu", "did you mean spec-value?"),
        ("xyz", "lists all ids"),
    ],
)
def test_an_unknown_id_is_an_error_with_the_nearest_one(given: str, hint: str) -> None:
    code, out, err = run("spot-pools", given)

    assert (code, out) == (2, "")
    assert repr(given) in err
    assert hint in err


def test_a_hostile_id_controls_no_terminal() -> None:
    _, _, err = run("\x1b[31mred\n")

    assert "\x1b" not in err
    assert err.count("\n") == 1


def test_without_an_id_everything_is_listed() -> None:
    code, out, _ = run()

    assert code == 0
    assert all(f"\n  {name}: " in out for name in (*ALL, *FINDINGS))


def test_json_has_the_promised_shape() -> None:
    (page,) = json.loads(run("change-claim-size", "--format", "json")[1])

    assert page["about"] == "an edit"
    assert page["severity"] == ["warning"]
    assert list(page["examples"]) == ["before", "bad"]
    assert page["read_more"] == "eks-gpu rule change-claim-size"
    assert [one["id"] for one in json.loads(run("--format", "json")[1])] == [*ALL, *sorted(FINDINGS)]


def test_reports_name_the_command_while_there_is_no_site() -> None:
    assert addresses.read_more([]) == ""
    assert addresses.read_more(["spec-value"]) == ""
    assert addresses.read_more(["spot-pools", "spec-value", "spot-pools"]) == "Read more: eks-gpu rule spot-pools"
    assert addresses.page_address("spot-pools") == ""


def test_a_line_that_could_not_be_copied_is_replaced() -> None:
    text = addresses.read_more(ALL)

    assert text.startswith(f"Read more: eks-gpu rule ID, with any id in brackets above, such as\n  {ALL[0]}")
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.usefixtures("documented")
def test_reports_name_the_site_once_the_project_has_one() -> None:
    spot = "https://docs.example.com/reference/rules/nodes/#spot-pools"
    quota = "https://docs.example.com/reference/findings/account/#quota-exceeded"

    assert addresses.read_more(["spot-pools", "quota-exceeded"]) == f"Read more:\n  {spot}\n  {quota}"
    assert addresses.address("spot-pools") == spot
    assert addresses.address("spec-value") == "https://docs.example.com/reference/rules/"
    assert f"Read more: {spot}" in run("spot-pools")[1]


def test_a_library_that_is_not_installed_has_no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Message:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", missing)
    addresses.documentation.cache_clear()

    assert addresses.documentation() == ""
    addresses.documentation.cache_clear()
