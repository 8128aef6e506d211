"""The real terraform, with the real AWS provider, without an account and without the internet."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# The newest provider that can be had without the internet; the bindings, and so the stacks, ask for a newer one.
AWS_VERSION = "5.100.0"
# Attributes of our stacks that this provider does not know, by path; an override file cannot remove an attribute.
TOO_NEW = {
    "aws_eks_cluster": ("deletion_protection", "control_plane_scaling_config"),
    "aws_eks_node_group": ("update_config.update_strategy",),
}
# Values of our stacks that this provider refuses, each with the nearest one that it knows.
NEWER_VALUES = {
    "aws_eks_node_group": {
        "ami_type": {f"BOTTLEROCKET_{arch}_NVIDIA_FIPS": f"BOTTLEROCKET_{arch}_NVIDIA" for arch in ("x86_64", "ARM_64")}
    },
}
MIRROR_SETTINGS = ("EKS_GPU_PLUGIN_MIRROR", "TF_PLUGIN_MIRROR")
# Where people keep mirrors: Terraform's own implied ones, and what images of build machines do.
_MIRROR_HOMES = ("~/.terraform.d/plugins", "/usr/share/terraform/plugins", "/usr/local/share/terraform/plugins")
_MIRROR_PATTERNS = ("*", "*/*")
# Terraform and its provider spend a quarter of their time on collecting garbage, unless they may take some memory more.
RELAXED = {"GOGC": "400", "GOMEMLIMIT": "300MiB"}
_REGISTRY = "registry.terraform.io"
PROVIDER = f"{_REGISTRY}/hashicorp/aws"

Document = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """How a command of terraform ended."""

    code: int
    output: str

    @property
    def json(self) -> Any:
        """The output, where the command was asked for JSON."""
        return json.loads(self.output)


@dataclass(frozen=True)
class Terraform:
    """The binary, and an environment that holds no credentials and no settings of whoever runs the tests."""

    binary: str
    environment: dict[str, str]

    def run(self, folder: Path, *arguments: str) -> Result:
        """Run a command in a folder; its code is for the caller to judge."""
        done = subprocess.run(
            [self.binary, *arguments],
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        return Result(done.returncode, done.stdout)

    def succeed(self, folder: Path, *arguments: str) -> Result:
        """Run a command that must succeed."""
        result = self.run(folder, *arguments)
        assert result.code == 0, f"terraform {' '.join(arguments)}\n{result.output}"
        return result

    def prepare(self, document: Document, folder: Path) -> Path:
        """Write a stack into a folder in a form that the provider at hand takes, and initialize it."""
        folder.mkdir(parents=True)
        write(folder / "cdk.tf.json", for_provider(document))
        write(folder / "provider_override.tf.json", OVERRIDE)
        self.succeed(folder, "init", "-no-color", "-input=false")
        return folder


# Replaces the pin, and any backend: none but a local one works without an account.
OVERRIDE: Document = {
    "terraform": {
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_VERSION}},
        "backend": {"local": {"path": "terraform.tfstate"}},
    }
}


def for_provider(document: Document) -> Document:
    """The same without what the provider at hand is too old for."""
    older = copy.deepcopy(document)
    for kind, fields in TOO_NEW.items():
        for resource in older.get("resource", {}).get(kind, {}).values():
            for field in fields:
                *blocks, last = field.split(".")
                holder = resource
                for block in blocks:
                    holder = holder.get(block, {})
                holder.pop(last, None)
    for kind, newer in NEWER_VALUES.items():
        for resource in older.get("resource", {}).get(kind, {}).values():
            resource.update(
                {field: known[resource[field]] for field, known in newer.items() if resource.get(field) in known}
            )
    return older


def write(path: Path, document: Document) -> None:
    """Write JSON."""
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")


def find_terraform(home: Path) -> Terraform:
    """Terraform with its provider; skips where either is missing, but on CI, where that is a failure."""
    if find_mirror() is None and not _on_ci():
        missing(f"no folder {PROVIDER}/{AWS_VERSION} found; name the mirror that holds it in {MIRROR_SETTINGS[0]}")
    found = terraform_at(home)
    if found is None:
        missing("there is no terraform on PATH")
    return found


def terraform_at(home: Path) -> Terraform | None:
    """Terraform with a home of its own, which takes its provider from a mirror or else fetches it; None without it."""
    binary = shutil.which("terraform")
    if binary is None:
        return None
    configuration = home / "terraform.rc"
    configuration.write_text(_installation(find_mirror(), home), encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
    environment = kept | {
        "HOME": str(home),
        "TF_CLI_CONFIG_FILE": str(configuration),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        **RELAXED,
    }
    return Terraform(binary, environment)


@cache
def find_mirror() -> Path | None:
    """A folder from which terraform can install the provider without the internet."""
    return next((mirror for mirror in _mirrors() if _holds_provider(mirror)), None)


def _mirrors() -> Iterator[Path]:
    for setting in MIRROR_SETTINGS:
        if named := os.environ.get(setting):
            yield Path(named)
    for home in _MIRROR_HOMES:
        yield Path(home).expanduser()
    for pattern in _MIRROR_PATTERNS:
        yield from (found.parent for found in sorted(Path("/opt").glob(f"{pattern}/{_REGISTRY}")))


def _holds_provider(mirror: Path) -> bool:
    provider = mirror / PROVIDER
    unpacked = (provider / AWS_VERSION).is_dir()
    return unpacked or any(provider.glob(f"terraform-provider-aws_{AWS_VERSION}_*.zip"))


def _installation(mirror: Path | None, home: Path) -> str:
    if mirror is None:
        downloads = home / "downloads"
        downloads.mkdir()
        return f"plugin_cache_dir = {json.dumps(str(downloads))}\n"
    # Out of a mirror terraform links the provider; out of anything else it would copy 700 MB for each stack.
    return f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(mirror))}\n  }}\n}}\n"


def _on_ci() -> bool:
    return os.environ.get("CI") == "true"


def missing(what: str) -> NoReturn:
    """Skip a test for want of a tool; on CI the want is a failure, so that green means proven."""
    if _on_ci():
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
