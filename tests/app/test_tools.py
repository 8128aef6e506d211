"""Tools that cannot be run to their end here say what they would do."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.synthesized import ROOT

pytestmark = pytest.mark.process


def test_verifying_in_an_account_says_what_it_costs_and_does_nothing_unasked() -> None:
    command = [sys.executable, str(ROOT / "tools" / "verify_aws.py"), "--cidr", "203.0.113.7/32", "--dry-run"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    lines = done.stdout.splitlines()
    assert "USD" in lines[0]
    applied = [line.split()[1].rpartition("-")[2] for line in lines if line.endswith(" apply")]
    destroyed = [line.split()[1].rpartition("-")[2] for line in lines if line.endswith(" destroy")]
    assert applied == ["network", "cluster", "platform", "workloads"] == destroyed[::-1]


def test_the_demo_knows_which_clusters_there_are() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "demo.py"), "absent"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "quickstart" in done.stdout
