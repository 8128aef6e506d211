"""The same declaration gives the same bytes, anywhere and at any time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.synthesized import EXAMPLES, ROOT, stack_names

pytestmark = pytest.mark.engine
# Runs main.py with the clock of another day: whatever asks for the time gets it.
ANOTHER_DAY = """
import datetime, runpy, sys, time
shift = 400 * 24 * 3600.0
real = time.time
time.time = lambda: real() + shift
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(seconds=shift)
datetime.datetime = Later
sys.argv = [sys.argv[1]]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def app_in(folder: Path) -> Path:
    """A copy of the app in a folder of its own."""
    folder.mkdir()
    shutil.copy(ROOT / "main.py", folder)
    for room in ("stacks", "clusters"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "main.py"


def synth(main: Path, home: Path, *, code: str | None = None, **settings: str) -> dict[str, bytes]:
    home.mkdir(exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CDKTF", "EKS_GPU"))}
    environment = kept | {"PYTHONPATH": str(ROOT / "constructs"), "HOME": str(home), **settings}
    command = [sys.executable, "-W", "ignore", *(["-c", code] if code else []), str(main)]
    done = subprocess.run(command, cwd=main.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stacks = sorted((main.parent / "cdktf.out" / "stacks").glob("*/cdk.tf.json"))
    return {path.parent.name: path.read_bytes() for path in stacks}


def test_another_folder_another_home_and_another_day_give_the_same_bytes(tmp_path: Path) -> None:
    home = Path.home()
    here = synth(app_in(tmp_path / "here"), home, TZ="UTC")
    there = synth(app_in(tmp_path / "there with space"), tmp_path / "home", code=ANOTHER_DAY, TZ="Asia/Tokyo")

    assert len(here) == len(stack_names(EXAMPLES))
    assert here == there


def test_one_cluster_by_name_is_the_same_as_among_all(tmp_path: Path) -> None:
    one = synth(app_in(tmp_path / "one"), Path.home(), EKS_GPU_CLUSTERS="quickstart")
    everything = synth(app_in(tmp_path / "all"), Path.home())

    assert sorted(one) == [name for name in sorted(everything) if name.startswith("quickstart-")]
    assert all(everything[name] == content for name, content in one.items())


def test_a_file_with_errors_writes_nothing_and_says_everything(tmp_path: Path) -> None:
    main = app_in(tmp_path / "broken")
    file = main.parent / "clusters" / "quickstart.yaml"
    text = file.read_text(encoding="utf-8").replace("max_per_zone: 1", "max_nodes: 1").replace("kind: job", "kind: jbo")
    file.write_text(text, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "constructs")}

    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(main)], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert "unknown key 'max_nodes'" in " ".join(done.stderr.split())
    assert "'jbo' is not one of" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (main.parent / "cdktf.out").exists()


def test_an_unknown_cluster_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    main = app_in(tmp_path / "named")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "constructs"), "EKS_GPU_CLUSTERS": "quikstart"}

    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(main)], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "write quickstart" in done.stderr


def test_two_files_of_one_cluster_are_refused(tmp_path: Path) -> None:
    """Copying an example is what everybody does first."""
    main = app_in(tmp_path / "twice")
    clusters = main.parent / "clusters"
    shutil.copy(clusters / "quickstart.yaml", clusters / "mine.yaml")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "constructs")}

    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(main)], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "'quickstart' is also the name of the cluster in clusters/mine.yaml" in " ".join(done.stderr.split())
    assert not (main.parent / "cdktf.out").exists()
