"""Time and memory of synthesis as a whole process, compared with plain CDKTF in one run, for both engines.

The second engine is measured where `make .setup/cdktn` has installed it. Every figure is the median of several runs
that take turns, so that a noisy machine is noisy for all of them; read the ratios, not the seconds. Peak memory is that
of the process and the node processes it starts, together.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Each engine has a virtual environment of its own.
PYTHONS = {"cdktf": Path(sys.executable), "cdktn": ROOT / ".venv-cdktn" / "bin" / "python"}
ENGINE_ALONE = """
import importlib, os, sys
from eks_gpu.engines import chosen
from eks_gpu.lazy import node
node.use_packaged_node()
core = importlib.import_module(chosen(os.environ).name)
App, LocalBackend, TerraformOutput = core.App, core.LocalBackend, core.TerraformOutput
TerraformStack = core.TerraformStack
app = App(outdir=os.environ["CDKTF_OUTDIR"])
stack = TerraformStack(app, "alone")
LocalBackend(stack, path="state")
TerraformOutput(stack, "output", value="1")
app.synth()
"""
# A `main.py` without our additions: no lazy modules, no early end of the process.
PLAIN = """
import sys
sys.path.insert(0, sys.argv.pop())
import main
sys.exit(main.main())
"""
SAMPLE_SECONDS = 0.03


@dataclass
class Case:
    """A command and what was measured of it."""

    name: str
    command: list[str]
    settings: dict[str, str] = field(default_factory=dict)
    runs: int | None = None
    seconds: list[float] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)

    def time(self) -> None:
        """Run it once and note the seconds."""
        started = time.perf_counter()
        process, outdir = self._start()
        self._finish(process, outdir)
        self.seconds.append(time.perf_counter() - started)

    def weigh(self) -> None:
        """Run it once and note the memory; in a run of its own, because looking takes time from what is looked at."""
        process, outdir = self._start()
        peak = _Peak(process.pid)
        try:
            self._finish(process, outdir)
        finally:
            self.mebibytes.append(peak.stop())

    def _start(self) -> tuple[subprocess.Popen[bytes], tempfile.TemporaryDirectory[str]]:
        outdir = tempfile.TemporaryDirectory()
        settings = {"PYTHONPATH": str(ROOT / "constructs"), "CDKTF_OUTDIR": outdir.name, **self.settings}
        environment = {**os.environ, **settings}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        process = subprocess.Popen(self.command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        return process, outdir

    def _finish(self, process: subprocess.Popen[bytes], outdir: tempfile.TemporaryDirectory[str]) -> None:
        with outdir:
            if process.wait(timeout=600):
                message = f"{self.name}: exit {process.returncode}"
                raise RuntimeError(message)
        _end(process)


class _Peak:
    """The most memory that a session's processes held together, by looking often; 0 where there is no /proc."""

    def __init__(self, session: int) -> None:
        self._session, self._most, self._stopped = session, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._stopped.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            self._most = max(self._most, _held_mebibytes(self._session))


def _held_mebibytes(session: int) -> float:
    """Memory of a session's processes, each shared page counted once (proc(5): Pss)."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            # After the command's name: 3 is the session.
            if int(fields[3]) != session:
                continue
            rollup = stat.with_name("smaps_rollup").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _fleet(folder: Path, size: int) -> list[str]:
    """An app with so many clusters, each a copy of noble-gpu."""
    shutil.copy(ROOT / "main.py", folder)
    (folder / "clusters").mkdir()
    text = (ROOT / "clusters" / "noble-gpu.yaml").read_text(encoding="utf-8")
    for number in range(size):
        named = text.replace("name: noble-gpu", f"name: noble-gpu-{number}", 1)
        (folder / "clusters" / f"noble-{number}.yaml").write_text(named, encoding="utf-8")
    return [sys.executable, str(folder / "main.py")]


def _measure(cases: list[Case], runs: int) -> None:
    for turn in range(max(case.runs or runs for case in cases)):
        for case in cases:
            if turn < (case.runs or runs):
                case.time()
    for case in cases:
        case.weigh()


def _table(cases: list[Case], base: Case) -> None:
    print(f"{'':34} {'seconds':>8} {'ratio':>7} {'MiB':>7}")
    for case in cases:
        seconds = statistics.median(case.seconds)
        ratio = seconds / statistics.median(base.seconds)
        print(f"{case.name:34} {seconds:8.2f} {ratio:7.2f} {statistics.median(case.mebibytes):7.0f}")


class _Engine:
    """The cases of one engine."""

    def __init__(self, name: str, python: Path) -> None:
        self.name = name
        settings = {"EKS_GPU_ENGINE": name}
        start = [str(python), "-W", "ignore"]
        self._app = [*start, str(ROOT / "main.py")]
        self._quickstart = settings | {"EKS_GPU_CLUSTERS": "quickstart"}
        self.alone = Case("engine alone, no provider", [*start, "-c", ENGINE_ALONE], settings)
        eager = {"EKS_GPU_EAGER_BINDINGS": "1"}
        self.eager = Case(
            "quickstart, plain eager bindings", [*start, "-c", PLAIN, str(ROOT)], self._quickstart | eager
        )
        self.quickstart = Case("quickstart", self._app, self._quickstart)
        self.noble = Case("noble-gpu", self._app, settings | {"EKS_GPU_CLUSTERS": "noble-gpu"})
        self.cases = [self.alone, self.eager, self.quickstart, self.noble]

    def warm_up(self, eager_runs: int) -> None:
        """Fill the caches of Python and jsii."""
        self.eager.runs = eager_runs
        for case in (self.eager, self.quickstart):
            case.time()
            case.seconds.clear()

    def report(self) -> None:
        """Print the figures, and measure a first run on a machine."""
        print(f"\n{self.name}")
        _table([self.alone, self.quickstart, self.noble, self.eager], self.alone)
        faster = statistics.median(self.eager.seconds) / statistics.median(self.quickstart.seconds)
        print(f"quickstart is {faster:.1f} times as fast as with eager bindings")
        with tempfile.TemporaryDirectory() as home:
            cold = Case("quickstart, empty jsii cache", self._app, self._quickstart | {"HOME": home}, runs=1)
            cold.time()
            print(f"{cold.name}: {cold.seconds[0]:.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="turns of the short cases")
    parser.add_argument("--fleet", type=int, nargs="*", default=[1, 10, 25, 50], help="numbers of clusters")
    arguments = parser.parse_args()
    engines = [_Engine(name, python) for name, python in PYTHONS.items() if python.exists()]
    for engine in engines:
        engine.warm_up(min(3, arguments.runs))
    _measure([case for engine in engines for case in engine.cases], arguments.runs)
    for engine in engines:
        engine.report()

    fleets: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.fleet:
            home_of_fleet = Path(folder) / str(size)
            home_of_fleet.mkdir()
            fleets.append(Case(f"{size} clusters", [*_fleet(home_of_fleet, size)], runs=1))
        _measure(fleets, 1)
    print("\nfleets, cdktf")
    _table(fleets, engines[0].alone)
    for smaller, larger, few, many in zip(fleets, fleets[1:], arguments.fleet, arguments.fleet[1:], strict=False):
        each = (larger.seconds[0] - smaller.seconds[0]) / (many - few)
        print(f"from {few} to {many} clusters: {each:.2f} s a cluster")


if __name__ == "__main__":
    main()
