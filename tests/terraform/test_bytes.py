"""The same declaration gives the same bytes, wherever, whenever and by whomever it is synthesized."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.synthesized import ROOT

pytestmark = pytest.mark.engine

# Python asks for the time in a few ways only; node keeps the real one, which would show as well if it were written.
ANOTHER_DAY = """
import datetime, time
OFFSET = 400 * 86400
_time = time.time
time.time = lambda: _time() + OFFSET
class _DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return datetime.datetime.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.now()
class _Date(datetime.date):
    @classmethod
    def today(cls): return datetime.date.fromtimestamp(time.time())
datetime.datetime, datetime.date = _DateTime, _Date
"""


def synthesize(app: Path, home: Path, clusters: str = "", **settings: str) -> dict[str, bytes]:
    """Run an app's `main.py` as `cdktf synth` does; the bytes of all it writes, by path."""
    home.mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CDKTF_", "EKS_GPU_", "PYTHON"))}
    environment = kept | {"HOME": str(home), "EKS_GPU_CLUSTERS": clusters, "CDKTF_OUTDIR": "cdktf.out"} | settings
    command = [sys.executable, "-W", "ignore", "main.py"]
    shutil.rmtree(app / "cdktf.out", ignore_errors=True)
    done = subprocess.run(command, cwd=app, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    out = app / "cdktf.out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def copy_of_app(folder: Path) -> Path:
    """The app in another folder: a user's clone."""
    folder.mkdir(parents=True)
    for part in ("constructs", "stacks", "clusters"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "main.py", folder)
    return folder


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_app(tmp_path_factory.mktemp("here") / "app")


def test_two_folders_two_homes_two_days(app: Path, tmp_path: Path) -> None:
    there = copy_of_app(tmp_path / "far away" / "a clone")
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")

    one = synthesize(app, tmp_path / "home", TZ="UTC", PYTHONHASHSEED="1")
    two = synthesize(
        there, tmp_path / "other-home", TZ="Pacific/Kiritimati", PYTHONHASHSEED="2", PYTHONPATH=str(clock), LANG="C"
    )

    assert len([path for path in one if path.endswith("cdk.tf.json")]) == 8
    assert one == two
    for path, content in one.items():
        for place in (app, there, tmp_path, Path.home(), Path(sys.prefix)):
            assert str(place).encode() not in content, f"{path} holds a path of this machine"


def test_another_day_is_another_day(tmp_path: Path) -> None:
    """The clock above would prove nothing if nobody looked at it."""
    (tmp_path / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    code = "import datetime, time; print(datetime.date.today().year, datetime.datetime.now().year, time.time())"
    days = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for path in ("", str(tmp_path))
    ]
    assert [int(word) for word in days[1][:2]] > [int(word) for word in days[0][:2]]
    assert float(days[1][2]) - float(days[0][2]) > 399 * 86400


def test_eager_bindings_give_the_same_bytes(app: Path, tmp_path: Path) -> None:
    """Lazy loading is our only intervention in the engine; the whole example goes through both."""
    lazy = synthesize(app, tmp_path / "lazy", "quickstart")
    eager = synthesize(app, tmp_path / "eager", "quickstart", EKS_GPU_EAGER_BINDINGS="1")
    assert lazy == eager
    assert len(lazy) > 4
