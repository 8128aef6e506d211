"""`eks-gpu smoke`: what it prints, and for whom."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from eks_gpu import checks
from eks_gpu.cli.smoke import run
from eks_gpu.design import design_cluster
from eks_gpu.design.workloads.smoke import smoke_tests
from eks_gpu.spec import ClusterSpec
from tests.specs import BASE, changed

GROUPS: dict[str, dict[str, Any]] = {
    "gpu": {"instance_types": ["g5.12xlarge"], "zones": ["us-west-2a"], "max": 2},
    "zonal": {"instance_types": ["g5.12xlarge"], "max_per_zone": 2},
    "single": {"instance_types": ["g5.12xlarge"], "max_per_zone": 1},
    "wide": {"instance_types": ["g5.12xlarge"], "max": 8},
    "arm": {"instance_types": ["g5g.xlarge"], "zones": ["us-west-2a"], "max": 2},
}


def declared(*names: str, **changes: Any) -> ClusterSpec:
    groups = [{"name": name, **GROUPS[name]} for name in names]
    return ClusterSpec.model_validate(changed({"gpu_node_groups": groups, "workloads": [], **changes}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cluster.yaml"
    YAML(typ="safe").dump(changed({"gpu_node_groups": [{"name": "gpu", **GROUPS["gpu"]}]}), path)
    return path


@pytest.mark.parametrize(
    ("group", "left_out"),
    [("gpu", ""), ("zonal", ""), ("arm", ""), ("single", "no room for two nodes"), ("wide", "several zones")],
)
def test_what_a_group_can_show(group: str, left_out: str) -> None:
    spec = declared(group)
    smi, cuda, nccl = smoke_tests(spec, design_cluster(spec).gpu_groups)

    assert smi.spec
    assert cuda.spec
    assert (nccl.spec is None, left_out in nccl.why_not) == (bool(left_out), True)


def test_two_ranks_stay_in_one_zone() -> None:
    spec = declared("zonal")
    *_, nccl = smoke_tests(spec, design_cluster(spec).gpu_groups)

    assert nccl.spec
    assert nccl.spec.node_selector == {"topology.kubernetes.io/zone": "us-west-2a"}


def test_an_arm_group_gets_an_arm_image() -> None:
    spec = declared("arm")
    *_, nccl = smoke_tests(spec, design_cluster(spec).gpu_groups)

    assert nccl.spec
    assert "arm64" in nccl.spec.image


def test_images_come_from_the_mirror() -> None:
    spec = declared("gpu", images={"registry": "mirror.example/x"})

    images = {test.spec.image for test in smoke_tests(spec, design_cluster(spec).gpu_groups) if test.spec}
    assert images
    assert all(image.startswith("mirror.example/x/") for image in images)


@pytest.mark.parametrize("group", ["gpu", "zonal", "arm"])
def test_no_rule_objects_to_them_and_all_of_them_run(group: str) -> None:
    spec = declared(group)
    specs = [test.spec.model_dump(mode="json", exclude_defaults=True) for test in _tests(spec) if test.spec]
    design = design_cluster(declared(group, workloads=specs))

    assert [problem for problem in checks.run(design) if problem.severity == "error"] == []
    assert [found.verdict for found in design.schedulability] == ["runs"] * 3


def _tests(spec: ClusterSpec) -> Any:
    return smoke_tests(spec, design_cluster(spec).gpu_groups)


def test_it_prints_yaml_for_kubectl(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, None, as_workloads=False) == 0
    first = capsys.readouterr().out

    kinds = [(found["kind"], found["metadata"]["name"]) for found in YAML(typ="safe").load_all(first)]
    assert kinds == [
        ("Job", "smoke-gpu-nvidia-smi"),
        ("Job", "smoke-gpu-cuda"),
        ("Service", "smoke-gpu-nccl"),
        ("Job", "smoke-gpu-nccl"),
    ]
    run(file, "gpu", as_workloads=False)
    assert capsys.readouterr().out == first


def test_the_program_is_python(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(file, None, as_workloads=False)
    *_, nccl = YAML(typ="safe").load_all(capsys.readouterr().out)

    command = nccl["spec"]["template"]["spec"]["containers"][0]["command"]
    assert command[:4] == ["torchrun", "--no-python", "python", "-c"]
    compile(command[4], "nccl", "exec")


def test_workloads_can_hold_them(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, None, as_workloads=True) == 0
    printed = YAML(typ="safe").load(capsys.readouterr().out)

    spec = ClusterSpec.model_validate({**BASE, **printed, "gpu_node_groups": [{"name": "gpu", **GROUPS["gpu"]}]})
    assert spec.workloads == tuple(test.spec for test in _tests(declared("gpu")))


@pytest.mark.parametrize(
    ("group", "code", "says"), [("gpus", 2, "did you mean gpu?"), ("elsewhere", 2, "its GPU groups are: gpu")]
)
def test_another_group(file: Path, capsys: pytest.CaptureFixture[str], group: str, code: int, says: str) -> None:
    assert run(file, group, as_workloads=False) == code
    assert says in capsys.readouterr().err


def test_a_file_with_errors_is_not_tried_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cluster.yaml"
    YAML(typ="safe").dump(changed({"gpu_node_groups[0].instance_types": ["g5.huge"]}), path)

    assert run(path, None, as_workloads=False) == 1
    assert "instance-type-unknown" in capsys.readouterr().err


@pytest.mark.process
def test_the_engine_is_not_started() -> None:
    code = "import sys, eks_gpu.cli.smoke; sys.exit('cdktf' in sys.modules or 'jsii' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
