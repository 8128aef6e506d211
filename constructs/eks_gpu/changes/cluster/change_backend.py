"""The edit changes where Terraform keeps its state.

**Why.** State does not move by itself. With another backend Terraform finds no state and plans to create everything a
second time; names that are already taken then make the apply fail half-way.

**Fix.** Before the next plan, run `terraform init -migrate-state` in the folder of every stack, or `cdktf deploy
--migrate-state` for all at once. HCP Terraform does not support that option: when you move to it, plain `terraform
init` asks whether to copy the state. When you move away from it, Terraform copies nothing (hashicorp/terraform #33214):
pull the state before the edit, and push it afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import BackendSpec

_FOLDERS = "in each folder of cdktf.out/stacks"

BEFORE = """\
backend:
  local: {}
"""
BAD = """\
backend:
  s3: {bucket: acme-terraform, region: us-west-2}
"""
# Every move of the state takes a command, so every such edit is reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the locations and, if they are equal, the settings."""
    was, now = old.spec.backend, new.spec.backend
    if _place(was) != _place(now):
        message = "the state stays where it was; Terraform would find none and plan to create everything again"
        yield warning(__name__, "backend", message, _move(was, now))
    elif (was.s3, was.cloud) != (now.s3, now.cloud):
        message = "the state stays where it is, but Terraform plans nothing until you initialize it again"
        option = "" if now.cloud else " -reconfigure"
        yield warning(__name__, "backend", message, f"run 'terraform init{option}' {_FOLDERS}")


def _place(backend: BackendSpec) -> tuple[str, ...]:
    """Location of the state; key and project are settings within it."""
    if backend.s3:
        return "s3", backend.s3.bucket, backend.s3.region, backend.s3.key_prefix
    if backend.cloud:
        return "cloud", backend.cloud.hostname, backend.cloud.organization
    return ("local",)


def _move(was: BackendSpec, now: BackendSpec) -> str:
    if was.cloud:
        return (
            f"with the old file run 'terraform state pull > before.tfstate' {_FOLDERS}; with the new one remove the "
            ".terraform there, then 'terraform init' and 'terraform state push before.tfstate'"
        )
    if now.cloud:
        return f"run 'terraform init' {_FOLDERS}, and let it copy the state; -migrate-state is refused there"
    return f"run 'terraform init -migrate-state' {_FOLDERS}, or 'cdktf deploy --migrate-state', before the next plan"
