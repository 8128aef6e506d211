"""The example of a team's own app: short, and it makes what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "library" / "main.py"


def test_it_is_short() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 60


@pytest.mark.engine
def test_it_makes_a_group_the_plugin_and_a_job(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "CDKTF_OUTDIR": str(tmp_path)}
    command = [sys.executable, "-W", "ignore", str(EXAMPLE)]
    subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)

    made = json.loads((tmp_path / "stacks" / "gpu" / "cdk.tf.json").read_text(encoding="utf-8"))["resource"]
    (group,) = made["aws_eks_node_group"].values()
    (plugin,) = made["kubernetes_daemon_set_v1"].values()
    (job,) = made["kubernetes_job_v1"].values()
    assert group["cluster_name"] == "shared-cluster"
    assert group["ami_type"] == "AL2023_x86_64_NVIDIA"
    assert group["subnet_ids"] == ["subnet-0a1b2c3d", "subnet-1a2b3c4d"]
    assert group["scaling_config"] == {"min_size": 0, "desired_size": 0, "max_size": 4}
    for pods in (plugin, job):
        affinity = pods["spec"]["template"]["spec"]["affinity"]["node_affinity"]
        (term,) = affinity["required_during_scheduling_ignored_during_execution"]["node_selector_term"]
        assert term["match_expressions"][0]["values"] == ["inference"]
    assert "spec[0].template[0].spec[0].affinity" in job["lifecycle"]["ignore_changes"]
    assert job["wait_for_completion"] is False
