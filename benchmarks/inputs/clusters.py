"""Cluster files: copies of an example under other names, and a cluster for simulations."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from benchmarks.harness.case import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = ROOT / "clusters" / "noble-gpu.yaml"
GROUPS, MAXIMUM = 20, 9
TYPES = ("g5.xlarge", "g5.12xlarge", "g6.xlarge", "g6.12xlarge", "g4dn.xlarge", "g5.48xlarge", "g6.48xlarge")
ZONES = "[us-west-2a, us-west-2b, us-west-2c]"


def copies(folder: Path, count: int) -> Path:
    """Write that many copies of an example, each under a name of its own, and return the folder."""
    folder.mkdir(parents=True)
    text = EXAMPLE.read_text(encoding="utf-8")
    for number in range(count):
        named = text.replace("name: noble-gpu", f"name: noble-gpu-{number}", 1)
        (folder / f"noble-{number:04}.yaml").write_text(named, encoding="utf-8")
    return folder


def fleet(folder: Path, count: int) -> Path:
    """An app with that many clusters; returns its program."""
    copies(folder / "clusters", count)
    program = folder / "main.py"
    shutil.copy(EXAMPLE.parents[1] / "main.py", program)
    return program


def for_pods(path: Path) -> Path:
    """Write a cluster of many groups; every second workload may use all of them, so that all are compared."""
    lines = ["name: many", "region: us-west-2", 'kubernetes_version: "1.35"', f"network: {{zones: {ZONES}}}"]
    lines += ["access: {runner: vpc}", "gpu_node_groups:"]
    for number in range(GROUPS):
        capacity, kind = "spot" if number % 3 == 0 else "on-demand", TYPES[number % len(TYPES)]
        lines.append(
            f"  - {{name: group-{number}, instance_types: [{kind}], capacity: {capacity}, max_per_zone: {MAXIMUM}}}"
        )
    lines.append("workloads:")
    for number in range(GROUPS):
        named = f", node_groups: [group-{number}]" if number % 2 else ""
        lines.append(f"  - {{name: work-{number}, kind: job, image: 'registry.example/train:1'{named}}}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
