"""The lazy bindings know the form of the packages that are installed, for both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path

import pytest

from eks_gpu.engines import ENGINES, Engine
from eks_gpu.lazy import node
from tests.engines import second
from tests.synthesized import ROOT

pytestmark = pytest.mark.engine
PACKAGES = [(engine, package) for engine in ENGINES for package in engine.assemblies]
# All of these lines of an index are getters with our preload; any that is not loads its part, which takes time.
GETTERS = """
const index = require(process.argv[1]);
const found = Object.keys(index).map((name) => Object.getOwnPropertyDescriptor(index, name));
console.log(JSON.stringify([found.filter((each) => each.get).length, found.length]));
"""
SIZES = {"aws": 2000, "kubernetes": 100, "helm": 2}
RESOURCES = """
import sys
from eks_gpu.bindings import App, LocalBackend, TerraformStack
from eks_gpu.bindings import aws_provider, kubernetes_provider, launch_template, namespace_v1
app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "one")
LocalBackend(stack, path="state")
aws_provider.AwsProvider(stack, "aws", region="us-west-2")
kubernetes_provider.KubernetesProvider(stack, "kubernetes", host="https://localhost")
launch_template.LaunchTemplate(stack, "template", name_prefix="a")
made = namespace_v1.NamespaceV1(stack, "namespace", metadata=namespace_v1.NamespaceV1Metadata(name="a"))
app.synth()
# A type that comes back from node finds its Python class.
assert type(stack.node.find_child("namespace")) is type(made)
parts = [name.split(".") for name in sys.modules if name.startswith("cdktn_provider")]
print(sorted(".".join(part) for part in parts if len(part) == 2 and part[1] != "_jsii"))
try:
    launch_template.LaunchTemplateMetadataOptions(http_tokens=1)
except TypeError:
    print("refused")
"""


@cache
def site_packages(engine: Engine) -> Path:
    """Where an engine is installed."""
    if engine.name == "cdktn":
        return Path(second.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (found,) = {Path(folder) for folder in sys.path if (Path(folder) / engine.aws).is_dir()}
    return found


def index_of(engine: Engine, package: str) -> str:
    """The index of a provider package, as jsii unpacks it for node."""
    (archive,) = (site_packages(engine) / package / "_jsii").glob("*.jsii.tgz")
    with tarfile.open(archive) as files:
        index = files.extractfile("package/lib/index.js")
        assert index
        return index.read().decode()


@pytest.mark.parametrize(("engine", "package"), PACKAGES)
def test_every_part_of_an_index_is_loaded_when_it_is_used(engine: Engine, package: str, tmp_path: Path) -> None:
    """The parts are not there, so that an index of a form that the preload does not know cannot even be loaded."""
    index = tmp_path / engine.assemblies[package] / "1.0.0" / "lib" / "index.js"
    index.parent.mkdir(parents=True)
    text = index_of(engine, package)
    index.write_text(text, encoding="utf-8")
    node.use_packaged_node()
    command = [os.environ.get("JSII_NODE") or "node", "--require", str(node.PRELOAD), "-e", GETTERS, str(index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    getters, parts = json.loads(done.stdout)
    assert getters == parts == text.count('require("./')
    assert getters > SIZES[package.rpartition("_")[2]]


@pytest.mark.parametrize(("engine", "package"), PACKAGES)
def test_names_of_types_lead_to_modules(engine: Engine, package: str) -> None:
    """jsii's name of every part of the index is the camel case of a folder's, as our map for jsii has it."""
    from eks_gpu.lazy.python import camel_case  # noqa: PLC0415 - next to its comparison

    parts = {line.split(" ")[0].removeprefix("exports.") for line in index_of(engine, package).splitlines()}
    folder = site_packages(engine) / package
    modules = {camel_case(path.parent.name) for path in folder.glob("*/__init__.py") if path.parent.name != "_jsii"}
    assert modules
    assert modules <= parts


@pytest.mark.parametrize(("lean", "refusal"), [("0", "refused\n"), ("1", "")])
def test_the_second_engine_loads_what_is_used(lean: str, refusal: str, tmp_path: Path) -> None:
    said = second.run("-c", RESOURCES, str(tmp_path), EKS_GPU_LEAN_BINDINGS=lean)
    loaded = [f"cdktn_provider_aws.{name}" for name in ("launch_template", "provider")]
    loaded += [f"cdktn_provider_kubernetes.{name}" for name in ("namespace_v1", "provider")]
    assert said == f"{loaded}\n{refusal}"


def test_hcl_is_rendered_by_the_second_engine_too(tmp_path: Path) -> None:
    """Our quoting replaces functions of the engine's renderer, and refuses to run with a renderer of another form."""
    app = str(ROOT / "main.py")
    second.run(app, CDKTF_OUTDIR=str(tmp_path), EKS_GPU_CLUSTERS="p4d-reserved", SYNTH_HCL_OUTPUT="true")
    cluster = (tmp_path / "stacks" / "p4d-reserved-cluster" / "cdk.tf").read_text(encoding="utf-8")
    assert 'update_strategy = "MINIMAL"' in cluster
    assert "replace_triggered_by = [terraform_data." in cluster
