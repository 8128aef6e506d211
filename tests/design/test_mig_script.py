"""The script that cuts GPUs: judged by shellcheck, and run on machines that are made up."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.design.sharing.user_data import mig_script
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

pytestmark = pytest.mark.process

# Two GPUs. Ampere takes the mode with the next boot, Hopper at once and forgets it then; `broken` takes it never.
_NVIDIA_SMI = r"""#!/bin/bash
cd "$(dirname "$0")"
echo "$*" >>calls
case "$*" in
  --query-gpu=mig.mode.current*) [[ -e lost ]] && exit 9; cat mode mode ;;
  "-mig 1") case $(cat kind) in hopper) echo Enabled >mode ;; ampere) touch pending ;; esac ;;
  "mig -cgi "*)
    [[ -e refuses ]] && exit 6
    [[ $(cat mode) == Enabled ]] || exit 4
    tr ',' '\n' <<<"$3" >parts ;;
  "mig -dci" | "mig -dgi") [[ -s parts ]] || exit 6; : >parts ;;
  -L)
    for gpu in 0 1; do
      echo "GPU $gpu: NVIDIA (UUID: GPU-$gpu)"
      while read -r part; do [[ -z $part ]] || echo "  MIG ${part%:*}     Device  0: (UUID: MIG-0)"; done <parts
    done ;;
esac
"""
_SYSTEMCTL = r"""#!/bin/bash
cd "$(dirname "$0")"
echo "systemctl $*" >>calls
[[ $1 != reboot ]] || kill -TERM "$PPID"
[[ $1 != cat ]] || exit 1
"""


@dataclass(frozen=True)
class Machine:
    """A machine with a script that was user data, and programs that do as if."""

    root: Path

    def boot(self) -> subprocess.CompletedProcess[str]:
        """The service, as at every boot: no part has lived through it, the mode has on Ampere alone."""
        (self.root / "parts").write_text("")
        if self._is("ampere") and (self.root / "pending").exists():
            (self.root / "mode").write_text("Enabled\n")
        elif not self._is("ampere"):
            (self.root / "mode").write_text("Disabled\n")
        return self.apply()

    def apply(self) -> subprocess.CompletedProcess[str]:
        """The service, once more."""
        bash = shutil.which("bash")
        assert bash
        path = f"{self.root}:/usr/bin:/bin"
        return subprocess.run(
            [bash, str(self.root / "script"), "apply"], env={"PATH": path}, capture_output=True, text=True, check=False
        )

    def calls(self, word: str) -> int:
        return sum(word in line for line in (self.root / "calls").read_text().splitlines())

    def parts(self) -> list[str]:
        return (self.root / "parts").read_text().split()

    def _is(self, kind: str) -> bool:
        return (self.root / "kind").read_text().strip() == kind


def script() -> str:
    shared = {"instance_types": ["p5.48xlarge"], "sharing": {"mig": {"3g.40gb": 1, "2g.20gb": 2}}}
    spec = ClusterSpec.model_validate(changed({f"gpu_node_groups[0].{name}": value for name, value in shared.items()}))
    return mig_script(design_cluster(spec).gpu_groups[0].sharing, gpus=2)


def machine(folder: Path, kind: str) -> Machine:
    for name, text in {"nvidia-smi": _NVIDIA_SMI, "systemctl": _SYSTEMCTL}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    (folder / "script").write_text(script().replace("/var/lib/", f"{folder}/"))
    (folder / "kind").write_text(f"{kind}\n")
    (folder / "mode").write_text("Disabled\n")
    (folder / "calls").write_text("")
    return Machine(folder)


def test_hopper_is_cut_at_every_boot_without_another(tmp_path: Path) -> None:
    made = machine(tmp_path, "hopper")
    for _ in range(2):
        done = made.boot()
        assert (done.returncode, made.parts()) == (0, ["3g.40gb:4", "2g.20gb:0", "2g.20gb:2"])
    assert "6 parts" in done.stdout
    assert made.calls("systemctl reboot") == 0


def test_ampere_takes_one_reboot_the_first_time(tmp_path: Path) -> None:
    made = machine(tmp_path, "ampere")

    first = made.boot()
    assert (first.returncode != 0, made.calls("systemctl reboot"), made.parts()) == (True, 1, [])
    second = made.boot()
    assert (second.returncode, len(made.parts())) == (0, 3)
    third = made.boot()
    assert (third.returncode, made.calls("systemctl reboot")) == (0, 1)


def test_it_does_not_reboot_forever(tmp_path: Path) -> None:
    made = machine(tmp_path, "broken")
    made.boot()

    again = made.boot()

    assert (again.returncode, made.calls("systemctl reboot")) == (1, 1)
    assert "still off after a reboot" in again.stdout


@pytest.mark.parametrize(("what", "says"), [("lost", "finds no GPU"), ("refuses", "cannot cut into 3g.40gb:4")])
def test_a_machine_that_cannot_be_cut_fails_so_that_kubelet_does_not_start(
    tmp_path: Path, what: str, says: str
) -> None:
    made = machine(tmp_path, "hopper")
    (tmp_path / what).touch()

    done = made.boot()

    assert done.returncode == 1
    assert says in done.stdout


def test_parts_that_are_there_are_left_alone(tmp_path: Path) -> None:
    made = machine(tmp_path, "hopper")
    made.boot()

    done = made.apply()

    assert (done.returncode, made.calls("-cgi"), len(made.parts())) == (0, 1, 3)


def test_shellcheck_has_nothing_to_say(tmp_path: Path) -> None:
    file = tmp_path / "mig.sh"
    file.write_text(script())
    checker = Path(sys.executable).with_name("shellcheck")

    done = subprocess.run([checker, str(file)], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
