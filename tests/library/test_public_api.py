"""What users of the library may rely on."""

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import eks_gpu

ROOT = Path(__file__).parents[2]

PUBLIC = [
    "Addons",
    "Alarms",
    "AutoscalerRole",
    "Cluster",
    "ClusterAutoscaler",
    "ClusterDesign",
    "ClusterNetwork",
    "ClusterReferences",
    "ClusterSpec",
    "CpuNodeGroup",
    "DcgmExporter",
    "Declaration",
    "DeclarationError",
    "DefaultStorageClass",
    "EfaDevicePlugin",
    "ElasticFileSystem",
    "ExistingCluster",
    "GivenFileSystem",
    "GpuNodeGroup",
    "KarpenterController",
    "LustreFileSystem",
    "Namespace",
    "Network",
    "NodeRole",
    "NvidiaDevicePlugin",
    "PoolIds",
    "PoolNodes",
    "PoolPlacementGroup",
    "Prepull",
    "PriorityClasses",
    "Problem",
    "Release",
    "ServiceAccount",
    "ServiceAccountRole",
    "SharedVolume",
    "SystemNodeGroup",
    "Workload",
    "design_checked",
    "read",
]


def test_the_public_api_is_this_and_nothing_else() -> None:
    assert eks_gpu.__all__ == PUBLIC
    assert sorted(eks_gpu._HOMES) == PUBLIC


def test_whatever_the_stacks_are_made_of_is_public() -> None:
    """What a cluster file says, a library user can make."""
    made = {
        alias.name
        for path in (ROOT / "constructs" / "eks_gpu" / "stacks").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("eks_gpu.aws", "eks_gpu.kubernetes"))
        for alias in node.names
    }

    assert {name for name in made if name[0].isupper() and not name.isupper()} <= set(PUBLIC)


@pytest.mark.engine
@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert (getattr(eks_gpu, name).__doc__ or "").strip()


@pytest.mark.process
def test_checking_starts_no_engine() -> None:
    code = "import sys, eks_gpu; eks_gpu.read; eks_gpu.ClusterSpec; print('jsii' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs")}
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="NoSuchThing"):
        _ = eks_gpu.NoSuchThing  # type: ignore[attr-defined, unused-ignore]


@pytest.mark.process
def test_the_wheel_holds_the_library_alone(tmp_path: Path) -> None:
    """It installs beside PyPI's `constructs` and brings its types, data and node preload."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, capture_output=True, text=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if not name.split("/")[0].endswith(".dist-info")} == {"eks_gpu"}
    assert {"eks_gpu/py.typed", "eks_gpu/lazy/lazy_index.cjs", "eks_gpu/catalog/data/instance_types.jsonl"} <= set(
        names
    )

    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import eks_gpu, constructs;"
        "assert eks_gpu.__file__.startswith(sys.argv[1]); from eks_gpu.bindings import Construct;"
        "from eks_gpu import catalog; print(catalog.instance_type('g5.xlarge').gpu.model, Construct.__module__)"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-W", "ignore", "-c", code, str(site)]
    answer = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["A10G", "constructs"]
