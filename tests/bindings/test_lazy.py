"""Lazy bindings make what eager ones make, and load what is used."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from eks_gpu.lazy import node
from tests.snapshots.test_bytes import app_in, synth

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.engine

TWO_PROVIDERS = """
import sys
from eks_gpu.bindings import App, LocalBackend, TerraformStack
from eks_gpu.bindings import aws_provider, kubernetes_provider, launch_template, namespace_v1, vpc
app = App(outdir=sys.argv[1])
one, two = TerraformStack(app, "one"), TerraformStack(app, "two")
for stack in (one, two):
    LocalBackend(stack, path="state")
    aws_provider.AwsProvider(stack, "aws", region="us-west-2")
kubernetes_provider.KubernetesProvider(two, "kubernetes", host="https://localhost")
made = vpc.Vpc(one, "vpc", cidr_block="10.0.0.0/16")
launch_template.LaunchTemplate(
    one, "template", metadata_options=launch_template.LaunchTemplateMetadataOptions(http_tokens="required")
)
namespace_v1.NamespaceV1(two, "namespace", metadata=namespace_v1.NamespaceV1Metadata(name=made.id))
app.synth()
parts = [name.split(".") for name in sys.modules if name.startswith("cdktf_cdktf_provider")]
loaded = [".".join(part) for part in parts if len(part) == 2 and part[1] != "_jsii"]
print(len(loaded), *sorted(loaded))
"""


# The collector of garbage would look at the millions of objects of eager bindings again and again.
BOTH = f"""
import gc, runpy
gc.disable()
{TWO_PROVIDERS}
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run(code: str, outdir: Path, *more: str, cwd: Path | None = None, **settings: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), **settings}
    command = [sys.executable, "-W", "ignore", "-c", code, str(outdir), *more]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True).stdout


def stacks(outdir: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in sorted(outdir.glob("stacks/*/cdk.tf.json"))}


Stacks = dict[str, bytes]


@pytest.fixture(scope="module")
def every_cluster(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    """The stacks that the app makes of every cluster."""
    return synth(app_in(tmp_path_factory.mktemp("every") / "app"), Path.home())


@dataclass(frozen=True)
class Eager:
    """The output of eager bindings for both apps."""

    modules: int
    two_providers: dict[str, bytes]
    quickstart: dict[str, bytes]


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Eager:
    """Both in one process, because the eager bindings take half a minute to import."""
    folder = tmp_path_factory.mktemp("eager")
    main = app_in(folder / "app")
    settings = {"EKS_GPU_EAGER_BINDINGS": "1", "EKS_GPU_CLUSTERS": "quickstart"}
    printed = run(BOTH, folder / "two", str(main), cwd=main.parent, **settings)
    return Eager(int(printed.split()[0]), stacks(folder / "two"), stacks(main.parent / "cdktf.out"))


def test_eager_and_lazy_make_the_same_bytes(eager: Eager, tmp_path: Path) -> None:
    lazy_modules = run(TWO_PROVIDERS, tmp_path / "lazy").split()
    run(TWO_PROVIDERS, tmp_path / "lean", EKS_GPU_LEAN_BINDINGS="1")

    assert stacks(tmp_path / "lazy") == eager.two_providers != {}
    assert stacks(tmp_path / "lean") == eager.two_providers
    assert int(lazy_modules[0]) == 5, lazy_modules
    assert eager.modules > 2000


def test_a_whole_example_is_the_same_through_eager_bindings(eager: Eager, tmp_path: Path) -> None:
    lazy = synth(app_in(tmp_path / "lazy"), Path.home(), EKS_GPU_CLUSTERS="quickstart")

    assert sorted(lazy) == [f"quickstart-{kind}" for kind in ("cluster", "network", "platform", "workloads")]
    assert lazy == eager.quickstart


# Whatever of it is turned off, and whether the engine was there before us: nothing of the Terraform may depend on it.
SWITCHES = {
    "classes of Kubernetes": {"EKS_GPU_LEAN_BINDINGS": "0"},
    "one after the other": {"EKS_GPU_ENGINE_AHEAD": "0"},
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_cluster_is_the_same_without_a_shortcut(switch: str, every_cluster: Stacks, tmp_path: Path) -> None:
    assert synth(app_in(tmp_path / "app"), Path.home(), **SWITCHES[switch]) == every_cluster


def test_a_running_engine_makes_the_same_addresses(every_cluster: Stacks, tmp_path: Path) -> None:
    main = app_in(tmp_path / "app")
    code = "import cdktf, runpy, sys; sys.argv = sys.argv[2:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    run(code, tmp_path, str(main), cwd=main.parent, EKS_GPU_CLUSTERS="quickstart")

    made = stacks(main.parent / "cdktf.out")
    assert made == {name: every_cluster[name] for name in made} != {}


def test_stacks_of_others_keep_the_addresses_of_the_engine(tmp_path: Path) -> None:
    code = """
import sys
from eks_gpu.bindings import ADDRESSES_IN_NODE, App, Construct, TerraformStack, vpc
stack = TerraformStack(App(outdir=sys.argv[1]), "theirs")
made = vpc.Vpc(Construct(stack, "network"), "vpc", cidr_block="10.0.0.0/16")
print(ADDRESSES_IN_NODE, stack.get_logical_id(made))
"""
    in_node, address = run(code, tmp_path).split()

    assert in_node == "True"
    assert re.fullmatch(r"network_vpc_[0-9A-F]{8}", address)


def test_addresses_that_node_makes_in_another_way_are_refused(tmp_path: Path) -> None:
    node.use_packaged_node()
    forgetful = tmp_path / "node"
    forgetful.write_text(f'#!/bin/sh\nunset NODE_OPTIONS\nexec "{os.environ["JSII_NODE"]}" --preserve-symlinks "$@"\n')
    forgetful.chmod(0o755)
    main = app_in(tmp_path / "app")
    settings = {"PYTHONPATH": str(ROOT / "constructs"), "JSII_NODE": str(forgetful), "EKS_GPU_CLUSTERS": "quickstart"}
    done = subprocess.run(
        [sys.executable, str(main)],
        cwd=main.parent,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "nothing is written" in done.stderr
    assert "fix: export EKS_GPU_EAGER_BINDINGS=1" in done.stderr
    assert not (main.parent / "cdktf.out" / "stacks").exists()


def test_a_new_package_is_indexed_before_a_short_run_ends(tmp_path: Path) -> None:
    # Without its index every later start would read all types. Here the worker takes longer than the run.
    slow = tmp_path / "slow.cjs"
    slow.write_text("""
const { isMainThread } = require("worker_threads");
if (!isMainThread) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
""")
    cache, options = str(tmp_path / "cache"), f"--require {slow}"
    run("from eks_gpu.bindings import App", tmp_path, JSII_RUNTIME_PACKAGE_CACHE_ROOT=cache, NODE_OPTIONS=options)

    assert {path.relative_to(tmp_path / "cache").parts[0] for path in tmp_path.rglob(".jsii.runtime.v1.json")} == {
        "cdktf",
        "constructs",
    }
    assert not list(tmp_path.rglob("*.tmp"))


def test_files_that_node_never_reads_are_not_unpacked(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name in ("unpacks", "reads"):
        run(TWO_PROVIDERS, tmp_path / name, JSII_RUNTIME_PACKAGE_CACHE_ROOT=str(cache))

    kept = [path.name for path in cache.rglob("*") if path.is_file()]
    assert len([name for name in kept if name.endswith(".js")]) > 2000
    assert [name for name in kept if name.endswith((".d.ts", ".d.mts", ".d.cts", ".map", ".md"))] == []
    assert stacks(tmp_path / "unpacks") == stacks(tmp_path / "reads") != {}


def test_the_kernel_finds_packages_by_the_digests_that_it_kept(tmp_path: Path) -> None:
    cache, broken = tmp_path / "cache", tmp_path / "broken.cjs"
    run(TWO_PROVIDERS, tmp_path / "reads", JSII_RUNTIME_PACKAGE_CACHE_ROOT=str(cache))
    broken.write_text("""
const fs = require("fs");
const { openSync, readSync, closeSync } = fs;
const archives = new Set();
fs.openSync = (name, ...more) => {
  const opened = openSync.call(fs, name, ...more);
  if (String(name).endsWith(".jsii.tgz")) archives.add(opened);
  return opened;
};
fs.readSync = (file, ...more) => {
  if (archives.has(file)) throw new Error("an archive is read");
  return readSync.call(fs, file, ...more);
};
fs.closeSync = (file) => {
  archives.delete(file);
  closeSync.call(fs, file);
};
""")
    options = f"--require {broken}"
    run(TWO_PROVIDERS, tmp_path / "keeps", JSII_RUNTIME_PACKAGE_CACHE_ROOT=str(cache), NODE_OPTIONS=options)

    assert stacks(tmp_path / "keeps") == stacks(tmp_path / "reads") != {}
    assert len(list(cache.glob(".eks-gpu-digests.json*"))) == 1


def test_a_package_that_no_worker_can_index_is_read_without_an_index(tmp_path: Path) -> None:
    broken = tmp_path / "broken.cjs"
    broken.write_text("""
const fs = require("fs");
const { isMainThread } = require("worker_threads");
if (!isMainThread) fs.writeFileSync = () => { throw new Error("the disk is full"); };
""")
    code = "from eks_gpu.bindings import App; import sys; App(outdir=sys.argv[1]).synth(); print('synthesized')"
    cache, options = str(tmp_path / "cache"), f"--require {broken}"

    assert "synthesized" in run(code, tmp_path, JSII_RUNTIME_PACKAGE_CACHE_ROOT=cache, NODE_OPTIONS=options)
    assert not list(tmp_path.rglob(".jsii.runtime.v1.json"))


def test_packages_that_are_not_kept_are_not_indexed(tmp_path: Path) -> None:
    counting = tmp_path / "counting.cjs"
    counting.write_text("""
const threads = require("worker_threads");
threads.Worker = class { constructor() { throw new Error("a worker"); } };
""")
    code = "from eks_gpu.bindings import App; import sys; App(outdir=sys.argv[1]).synth(); print('synthesized')"

    assert "synthesized" in run(
        code, tmp_path, JSII_RUNTIME_PACKAGE_CACHE="disabled", NODE_OPTIONS=f"--require {counting}"
    )


def test_text_that_a_package_prints_is_no_message(tmp_path: Path) -> None:
    printing = tmp_path / "printing.cjs"
    printing.write_text('setTimeout(() => { console.log("said"); console.error("complained"); }, 100);')
    code = "from eks_gpu.bindings import App; import sys, time; time.sleep(1); App(outdir=sys.argv[1]).synth()"

    assert "said" in run(code, tmp_path, NODE_OPTIONS=f"--require {printing}")


@pytest.mark.parametrize(("lean", "refused"), [("0", "True"), ("1", "False")])
def test_arguments_are_checked_unless_the_app_asks_otherwise(lean: str, refused: str, tmp_path: Path) -> None:
    code = """
from eks_gpu.bindings import launch_template
try:
    launch_template.LaunchTemplateMetadataOptions(http_tokens=1)
except TypeError:
    print(True)
else:
    print(False)
"""
    assert run(code, tmp_path, EKS_GPU_LEAN_BINDINGS=lean).strip() == refused


@pytest.mark.parametrize(("lean", "imported"), [("0", "True"), ("1", "False")])
def test_an_app_without_checks_does_not_import_them(lean: str, imported: str, tmp_path: Path) -> None:
    code = f"{TWO_PROVIDERS}\nprint('typeguard' in sys.modules)"

    assert run(code, tmp_path, EKS_GPU_LEAN_BINDINGS=lean).splitlines()[-1] == imported


def test_an_import_loads_no_provider_module(tmp_path: Path) -> None:
    code = (
        "import sys; from eks_gpu.bindings import vpc, job_v1;"
        "print([name for name in sys.modules if name.startswith('cdktf_cdktf_provider_aws.')])"
    )
    assert run(code, tmp_path).strip() == "[]"


def test_an_unknown_name_is_an_import_error(tmp_path: Path) -> None:
    code = """try:
    from eks_gpu.bindings import no_such_module
except ImportError as error:
    print('no_such_module' in str(error))
"""
    assert run(code, tmp_path).strip() == "True"


def test_other_node_options_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--max-old-space-size=2048")
    node.preload_lazy_index()
    node.preload_lazy_index()
    options = os.environ["NODE_OPTIONS"]
    # The last one counts, where there are two of a kind.
    assert options.startswith(f"{node.YOUNG} --max-old-space-size=2048 --require ")
    assert options.count("--require") == 1


def test_a_path_with_spaces_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "")
    preload = tmp_path / "with space" / "lazy_index.cjs"
    preload.parent.mkdir()
    preload.write_bytes(node.PRELOAD.read_bytes())
    monkeypatch.setattr(node, "PRELOAD", preload)
    node.preload_lazy_index()
    assert os.environ["NODE_OPTIONS"] == f'{node.YOUNG} --require "{preload}"'
    binary = os.environ.get("JSII_NODE") or "node"
    answer = subprocess.run([binary, "-e", "console.log(1)"], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "1"


def printed(expression: str) -> str:
    """What node prints of an expression, with our preload."""
    node.use_packaged_node()
    binary = os.environ.get("JSII_NODE") or "node"
    command = [binary, "--require", str(node.PRELOAD), "-p", expression]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_an_index_of_another_form_is_left_alone(tmp_path: Path) -> None:
    index = tmp_path / "@cdktf" / "provider-x" / "lib" / "index.js"
    index.parent.mkdir(parents=True)
    index.write_text("exports.part = 1;\n", encoding="utf-8")
    assert printed(f"require({str(index)!r}).part") == "1"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("toString('utf-8', 7, 15)", '{"é":1}'),
        ("toString('utf-8', 0, 6)", '{"a":1'),
        ("length", "15"),
        ("subarray(2, 3).toString()", "a"),
    ],
)
def test_definitions_are_as_the_kernel_would_have_them(asked: str, answer: str, tmp_path: Path) -> None:
    definitions = tmp_path / ".jsii.runtime-defs.v1.jsonl"
    definitions.write_text('{"a":1}{"é":1}', encoding="utf-8")
    assert printed(f"require('fs').readFileSync({str(definitions)!r}).{asked}") == answer
