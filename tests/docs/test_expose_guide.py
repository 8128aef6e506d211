"""The guide about load balancers: its files pass the check, and its fragments are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from eks_gpu import catalog, declaration
from eks_gpu.cli import app
from eks_gpu.design.charts.objects import read_objects
from eks_gpu.spec import load_text
from tests.checks.cases.exposure import KINDS, definitions
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = (ROOT / "docs" / "how-to" / "expose.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w/.-]+\.yaml)`:\n\n```yaml\n(.*?)```", GUIDE, flags=re.DOTALL | re.MULTILINE))
FRAGMENTS = re.findall(r"```yaml\n(    .*?)```", GUIDE, flags=re.DOTALL)
ANSWERS = "    probes: {readiness: {path: /health}}\n"


def test_the_file_has_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "chat.yaml").write_text(FILES["clusters/chat.yaml"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(app, ["check", "chat.yaml"])

    assert (done.exit_code, "no problems" in done.output) == (0, True), done.output


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_fragments_are_sound(fragment: str) -> None:
    whole = FILES["clusters/chat.yaml"]
    before, _, _ = whole.partition("    ports: [8000]\n")
    ports = f"    ports: [8000]\n{ANSWERS}"

    found = declaration.check(load_text(f"{before}{ports}{fragment}", "chat.yaml"))

    assert [problem.id for problem in found.problems] == []
    assert len(FRAGMENTS) == 2


def test_the_gateways_file_has_no_finding_once_the_definitions_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = next(text for text in re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL) if "manifests:" in text)
    whole = FILES["clusters/chat.yaml"].partition("load_balancer_controller: {}\n")[0] + block
    (tmp_path / "chat.yaml").write_text(whole, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    missing = CliRunner().invoke(app, ["check", "chat.yaml"])
    (tmp_path / "standard-install.yaml").write_text(definitions(*KINDS)["api.yaml"], encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "chat.yaml"])

    assert (missing.exit_code, "release-file" in missing.output) == (1, True), missing.output
    assert done.exit_code == 0, done.output
    assert catalog.gateway_api().url in GUIDE


def test_the_added_route_can_be_applied() -> None:
    block = next(text for text in re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL) if "HTTPRoute" in text)
    reading = read_objects(block)

    assert reading.refusal == ""
    assert [(item.group, item.kind) for item in reading.objects] == [("gateway.networking.k8s.io", "HTTPRoute")]
