"""How long `eks-gpu simulate` takes: a thousand pods over twenty groups, as a whole process.

Prints the least and the median of several runs, and both as multiples of Python's own start, all from one session.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
GROUPS, PODS, EACH = 20, 1000, 9
TYPES = ("g5.xlarge", "g5.12xlarge", "g6.xlarge", "g6.12xlarge", "g4dn.xlarge", "g5.48xlarge", "g6.48xlarge")
ZONES = "[us-west-2a, us-west-2b, us-west-2c]"
SECONDS = 2.0


def main() -> int:
    """Measure; 1 when the promise of the guide is not kept."""
    command = Path(sys.executable).with_name("eks-gpu")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "many.yaml"
        file.write_text(_declaration(), encoding="utf-8")
        submit = [f"--submit=work-{number}={PODS // GROUPS}@{number * 20}s" for number in range(GROUPS)]
        bare = _measured([sys.executable, "-c", "pass"])
        many = _measured([str(command), "simulate", str(file), *submit, "--spot-refusal=0.2", "--until=24h"])
    print(f"python alone         {bare[0]:.3f} s   median {bare[1]:.3f} s")
    ratio = f"{many[1] / bare[1]:.1f} x python   target {SECONDS} s"
    print(f"{PODS} pods, {GROUPS} groups  {many[0]:.3f} s   median {many[1]:.3f} s   {ratio}")
    return int(many[1] > SECONDS)


def _declaration() -> str:
    """Every second workload may use every group, so that all of them are compared."""
    lines = ["name: many", "region: us-west-2", 'kubernetes_version: "1.35"', f"network: {{zones: {ZONES}}}"]
    lines += ["access: {runner: vpc}", "gpu_node_groups:"]
    for number in range(GROUPS):
        capacity = "spot" if number % 3 == 0 else "on-demand"
        kind = TYPES[number % len(TYPES)]
        lines.append(
            f"  - {{name: group-{number}, instance_types: [{kind}], capacity: {capacity}, max_per_zone: {EACH}}}"
        )
    lines.append("workloads:")
    for number in range(GROUPS):
        named = f", node_groups: [group-{number}]" if number % 2 else ""
        lines.append(f"  - {{name: work-{number}, kind: job, image: 'registry.example/train:1'{named}}}")
    return "\n".join(lines) + "\n"


def _measured(command: list[str]) -> tuple[float, float]:
    times = []
    # The first run fills caches and is left out. Exit code 1 means that some pods never started, which is not a failure
    # here.
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
        if done.returncode > 1:
            raise SystemExit(f"{command} could not run")
    return min(times[1:]), statistics.median(times[1:])


if __name__ == "__main__":
    sys.exit(main())
