"""Terraform cannot reach the cluster's API from where it runs, or it is not known whether it can.

**Why.** Without `public_cidrs` the API is reached from inside the VPC only. The platform and workloads stacks
talk to it: from elsewhere they hang and fail. HCP Terraform's own runners are on the internet and have no
fixed addresses.

**Fix.** Run Terraform in the VPC, or connected to it, and write `runner: vpc`; with HCP Terraform that is an
agent. Or write your address under `public_cidrs`, with `runner: public`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the endpoint with where Terraform runs."""
    access, cloud = design.spec.access, design.spec.backend.cloud
    if not design.private_cidrs and not access.public_cidrs and access.runner == "vpc":
        message = "the API has its private endpoint only, and EKS lets nobody but nodes reach it in an existing VPC"
        fix = "write the blocks that Terraform and people come from, such as 'private_cidrs: [10.0.0.0/16]'"
        yield warning(__name__, "access.private_cidrs", message, fix, "access.public_cidrs", "access.runner", "network")
    if access.public_cidrs or access.runner == "vpc":
        return
    where, rests_on = "access.runner", ("access.public_cidrs", "backend")
    fix = "write 'runner: vpc' if it runs in the VPC, or your address under public_cidrs with 'runner: public'"
    private = "the API is reached from inside the VPC only ('public_cidrs' is empty)"
    if access.runner == "public":
        yield error(__name__, where, f"Terraform runs outside ('runner: public'), but {private}", fix, *rests_on)
    elif cloud:
        message = f"{private}, and runs in {cloud.hostname} are outside unless an agent in the VPC does them"
        yield error(__name__, where, message, fix, *rests_on)
    else:
        message = f"{private}, and 'runner' does not say where Terraform runs; from outside it would hang"
        yield warning(__name__, where, message, fix, *rests_on)
