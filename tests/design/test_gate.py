"""The bounded wait for all ranks: its script in a real shell, and what its exit code does to the job."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import WorkloadDesign, design_cluster
from eks_gpu.design.workloads.gate import GATE, INCOMPLETE
from eks_gpu.spec import ClusterSpec
from tests.specs import BASE

if TYPE_CHECKING:
    from pathlib import Path

GROUP = {"name": "gpu", "instance_types": ["g5.4xlarge"], "zones": ["us-west-2a"], "max": 4}
# As busybox 1.37 answers: the server first, then the name if it exists.
NSLOOKUP = """#!/bin/sh
echo "Server: 10.100.0.10"
echo "Address: 10.100.0.10:53"
for rank in {there}; do
  if [ "$1" = "train-$rank.train.default.svc.cluster.local" ]; then echo "Name: $1"; echo "Address: 10.0.0.$rank"; fi
done
exit {code}
"""


def train(**more: Any) -> WorkloadDesign:
    work = {"name": "train", "kind": "training_job", "image": "a:1", "nodes": 3, **more}
    spec = ClusterSpec.model_validate({**BASE, "gpu_node_groups": [GROUP], "workloads": [work]})
    (found,) = design_cluster(spec).workloads
    return found


def waited(folder: Path, there: str, *, within: str = "1s", code: int = 0) -> subprocess.CompletedProcess[str]:
    """The script's end, where these ranks have a name; `code` is what nslookup ends with, which must not matter."""
    (gate,) = train(start_within=within).spec.init_containers
    for name, text in (
        ("nslookup", NSLOOKUP.format(there=there, code=code)),
        ("sleep", "#!/bin/sh\nexec /bin/sleep 0.2\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    path = {"PATH": f"{folder}:/usr/bin:/bin"}
    return subprocess.run(list(gate.command), env=path, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("code", [0, 1])
def test_it_ends_well_when_all_ranks_have_a_name(tmp_path: Path, code: int) -> None:
    done = waited(tmp_path, "0 1 2", code=code)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("there", ["", "0", "0 2"])
def test_it_gives_up_when_one_is_missing(tmp_path: Path, there: str) -> None:
    done = waited(tmp_path, there)

    assert done.returncode == INCOMPLETE
    missing = next(rank for rank in "012" if rank not in there)
    assert done.stdout == f"rank {missing} has no node after 1s\n"


def test_without_the_field_there_is_no_such_container() -> None:
    assert train().spec.init_containers == ()


def test_it_comes_before_the_other_containers_and_takes_no_room() -> None:
    other = {"name": "model", "image": "b:1"}
    bounded, free = (train(init_containers=[other], **more) for more in ({"start_within": "30m"}, {}))

    assert [one.name for one in bounded.spec.init_containers] == [GATE, "model"]
    assert bounded.asks == free.asks


def test_only_a_training_job_waits() -> None:
    assert train(kind="job", nodes=None, start_within="30m").spec.init_containers == ()


@pytest.mark.engine
def test_its_exit_code_fails_the_whole_job() -> None:
    from eks_gpu.kubernetes.workloads.job_spec import training_job_spec  # noqa: PLC0415 - the engine takes a second

    lost, hopeless, missing = training_job_spec(train(start_within="30m"))["pod_failure_policy"]["rule"]

    assert lost["action"] == "Ignore"
    assert hopeless["on_exit_codes"]["container_name"] == "train"
    assert missing == {
        "action": "FailJob",
        "on_exit_codes": {"operator": "In", "values": [INCOMPLETE], "container_name": GATE},
    }
    assert len(training_job_spec(train())["pod_failure_policy"]["rule"]) == 2
