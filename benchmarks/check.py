"""How long `eks-gpu check` takes: one file, and fifty, as whole processes.

Prints the least and the median of several runs, and both as multiples of Python's own start, all from one session.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "clusters" / "noble-gpu.yaml"
RUNS = 7
MANY = 50
ONE_SECONDS, MANY_SECONDS = 0.4, 2.0


def main() -> int:
    """Measure; 1 when a promise of docs/reference/cli.md is not kept."""
    command = Path(sys.executable).with_name("eks-gpu")
    with tempfile.TemporaryDirectory() as folder:
        files = [_copy(Path(folder), number) for number in range(MANY)]
        bare = _measured([sys.executable, "-c", "pass"])
        one = _measured([str(command), "check", str(files[0])])
        many = _measured([str(command), "check", *map(str, files)])
    print(f"python alone      {bare[0]:.3f} s   median {bare[1]:.3f} s")
    for name, (least, median), promise in (("one file", one, ONE_SECONDS), ("fifty files", many, MANY_SECONDS)):
        print(
            f"{name:16}  {least:.3f} s   median {median:.3f} s   {median / bare[1]:.1f} x python   target {promise} s"
        )
    return int(one[1] > ONE_SECONDS or many[1] > MANY_SECONDS)


def _copy(folder: Path, number: int) -> Path:
    path = folder / f"noble-{number}.yaml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8").replace("name: noble-gpu", f"name: noble-{number}", 1))
    return path


def _measured(command: list[str]) -> tuple[float, float]:
    times = []
    # The first run fills caches and is left out.
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times[1:]), statistics.median(times[1:])


if __name__ == "__main__":
    sys.exit(main())
