"""Folders with their cluster files: the right cause first, and nothing over a healthy cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_gpu import declaration
from eks_gpu.doctor import examine, observe
from eks_gpu.doctor.gathering.gather import from_folder

HERE = Path(__file__).parent / "folders"
# By folder: the first finding, and a part of its next step.
FIRST = {
    "d01-cni-no-runtime": ("no-nvidia-runtime", "accelerated AMI"),
    "d03-nodeadm-deadline": ("nodeadm-no-ec2", "endpoints for ec2"),
    "d04-nodecreationfailure": ("nodeadm-no-ec2", "CREATE_FAILED"),
    "d05-glibc-toolkit": ("toolkit-glibc", "toolkit.enabled=false"),
    "d08-s3-mount": ("s3-access-denied", "s3:ListBucket"),
    "d11-efa-plugin": ("efa-plugin-root", "runAsNonRoot"),
    "d13-ice-create-failed": ("capacity-insufficient", "replace the group"),
    "d15-azrebalance": ("zone-rebalanced", "suspend-processes"),
    "d19-probe-kills": ("probe-kills", "startupProbe"),
    "d22-efa-healthy": ("node-undeclared", "declare it"),
    "d24-eksami-2342": ("device-plugin-missing", "installs the plugin"),
    "d30-init": ("pod-crashing", "container wait-gcs-ready"),
    "d32-hub": ("autoscaler-max-size", "maximum"),
    "d33-nccl-519": ("nccl-no-topology", "aws-ofi-nccl"),
}


@pytest.mark.parametrize("folder", FIRST)
def test_the_right_cause_is_named_first(folder: str) -> None:
    design = declaration.read(HERE / folder / "cluster.yaml").draft
    assert design is not None
    seen = observe(from_folder(HERE / folder / "in"))

    found = examine(design, seen)

    assert (found[0].id, FIRST[folder][1] in found[0].fix) == (FIRST[folder][0], True)
    assert seen.unread == ()
    # A cluster that is well may be made by another tool, which is a warning.
    assert folder != "d22-efa-healthy" or [one.severity for one in found] == ["warning"]


def test_every_folder_is_looked_at() -> None:
    assert {path.name for path in HERE.iterdir()} == set(FIRST)
