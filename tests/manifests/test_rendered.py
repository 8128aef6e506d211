"""`charts[].rendered`: the objects of a chart are judged in its namespace, and its DaemonSets take room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu import declaration
from eks_gpu.manifests.shared.placement import verdict_of

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.declaration import Declaration

CLUSTER = """\
name: small
region: us-west-2
kubernetes_version: "1.35"
network: {zones: [us-west-2a, us-west-2b]}
access: {runner: vpc}
gpu_node_groups:
  - {name: a10g, instance_types: [g5.xlarge], max_per_zone: 1}
charts:
  - name: agents
    namespace: agents
    repository: https://charts.example
    chart: agents
    version: 1.0.0
    rendered: rendered/agents.yaml
workloads:
  - {name: train, kind: job, image: 'registry.example/train:1', cpu: '3', memory: 8Gi}
"""
AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  labels: {helm.sh/chart: agents-1.0.0}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      tolerations: [{operator: Exists}]
      containers:
        - name: agent
          image: registry.example/agent:1
          resources: {requests: {cpu: CPU, memory: 64Mi}}
"""


def checked(folder: Path, rendering: str, cluster: str = CLUSTER) -> Declaration:
    (folder / "rendered").mkdir()
    (folder / "rendered" / "agents.yaml").write_text(rendering, encoding="utf-8")
    (folder / "small.yaml").write_text(cluster, encoding="utf-8")
    return declaration.read(folder / "small.yaml")


def test_daemon_sets_of_a_rendering_take_the_room_of_a_workload(tmp_path: Path) -> None:
    """A g5.xlarge offers 3920m, of which the usual daemons take 300m: 3 cores fit next to 100m, and not to 900m."""
    (tmp_path / "small").mkdir()
    (tmp_path / "large").mkdir()
    small = checked(tmp_path / "small", AGENT.replace("CPU", "100m"))
    large = checked(tmp_path / "large", AGENT.replace("CPU", "900m"))

    assert [problem.id for problem in small.problems] == []
    assert [(problem.id, problem.severity) for problem in large.problems] == [("manifest-displaces", "warning")]
    assert large.manifests
    assert [one.demand.namespace for one in large.manifests.daemons] == ["agents"]


def test_pods_of_a_rendering_are_in_the_namespace_of_the_release(tmp_path: Path) -> None:
    found = checked(tmp_path, AGENT.replace("DaemonSet", "Deployment").replace("CPU", "100m"))

    assert found.manifests
    assert [(one.pods.demand.namespace, verdict_of(one)) for one in found.manifests.fits] == [("agents", "runs")]


def test_a_rendering_of_another_version_is_found_once(tmp_path: Path) -> None:
    old = AGENT.replace("CPU", "100m").replace("agents-1.0.0", "agents-0.9.0")
    found = checked(tmp_path, f"{old}---\n{old.replace('name: agent', 'name: other')}")

    assert [problem.id for problem in found.problems] == ["manifest-chart-version"]
    assert "0.9.0" in found.problems[0].message


@pytest.mark.parametrize("path", ["../outside.yaml", "missing.yaml"])
def test_a_rendering_that_is_not_there_is_an_error(tmp_path: Path, path: str) -> None:
    found = checked(tmp_path, AGENT, CLUSTER.replace("rendered/agents.yaml", path))

    assert [problem.id for problem in found.problems] == ["manifest-unreadable"]


def test_objects_of_an_applied_entry_are_in_its_namespace(tmp_path: Path) -> None:
    entry = "manifests:\n  - {name: agents, files: [rendered/agents.yaml], apply: true, namespace: team}\n"
    spaces = "namespaces: [{name: team}]\n"
    cluster = CLUSTER.replace("    rendered: rendered/agents.yaml\n", "")
    found = checked(tmp_path, AGENT.replace("CPU", "100m"), cluster + entry + spaces)

    assert found.manifests
    assert [one.demand.namespace for one in found.manifests.daemons] == ["team"]
