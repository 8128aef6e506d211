"""The troubleshooting page: every symptom has a command and a cause, and every name in it exists."""

from __future__ import annotations

import re
import shlex

import pytest

from eks_gpu import changes, checks, effects
from eks_gpu.doctor import findings, signatures
from eks_gpu.rules import rule_id
from tests.synthesized import ROOT
from tools.reference.cli import commands

TEXT = (ROOT / "docs" / "how-to" / "troubleshooting.md").read_text(encoding="utf-8")
SYMPTOMS = dict(re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", TEXT, flags=re.MULTILINE))
RULES = {rule_id(rule.__name__) for rule in [*checks.rules(), *changes.rules()]}
FINDINGS = {rule_id(rule.__name__) for rule in findings.rules()} | set(signatures.by_id())
RULES_OF_DOCTOR = FINDINGS - set(signatures.by_id())
# [`name`](page#anchor), or page of its own.
NAMED = re.findall(r"\[`([^`]+)`\]\(([^)]+)\)", TEXT)


def test_the_symptoms_are_those_that_people_look_for() -> None:
    for words in ("Pending", "NotReady", "Apply fails", "idle", "never leaves zero", "pull its image"):
        assert [symptom for symptom in SYMPTOMS if words in symptom], words


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_a_symptom_has_a_command_and_a_page(symptom: str) -> None:
    text = SYMPTOMS[symptom]

    assert re.search(r"```console\n\$ ", text)
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")][1:]
    assert rows
    assert [row for row in rows if "](" not in row and "`make synth`" not in row] == []


@pytest.mark.parametrize(("name", "target"), NAMED, ids=[name for name, _ in NAMED])
def test_what_is_named_exists(name: str, target: str) -> None:
    assert name in (effects.FIELDS if "cluster-file" in target else RULES | FINDINGS)
    # A rule and a finding may have one name, and the link says which is meant.
    if "cluster-file" not in target:
        assert name in (FINDINGS if "doctor" in target or "findings" in target else RULES)
        assert name in target or target.endswith(f"#{name}")


def test_it_names_many() -> None:
    assert len({name for name, _ in NAMED} & RULES_OF_DOCTOR) > len(RULES_OF_DOCTOR) / 2


def test_commands_of_ours_exist() -> None:
    lines = re.findall(r"^\$ eks-gpu (.*)$", TEXT, flags=re.MULTILINE)

    assert lines
    assert {shlex.split(line)[0] for line in lines} <= set(commands())
