"""Terraform cannot reach the cluster's API from where it runs, or eks-gpu cannot tell whether it can.

**Why.** Without `public_cidrs` the API is reachable only from inside the VPC. Terraform needs the API to apply the
platform and workloads stacks; from anywhere else it hangs and then fails. HCP Terraform's own runners are on the
internet and have no fixed addresses.

**Fix.** Run Terraform in the VPC or on a network connected to it, and write `runner: vpc`; with HCP Terraform this
requires an agent. Otherwise write your address under `public_cidrs`, with `runner: public`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
access:
  runner: public
"""
GOOD = """\
access:
  runner: public
  public_cidrs: [203.0.113.7/32]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the endpoint with where Terraform runs."""
    if design.spec.existing_cluster:
        # Its endpoint is not in the file.
        return
    access, cloud = design.spec.access, design.spec.backend.cloud
    if not design.private_cidrs and not access.public_cidrs and access.runner == "vpc":
        message = "the API has only its private endpoint, and in an existing VPC EKS lets only nodes reach it"
        fix = "write the blocks that Terraform and users connect from, such as 'private_cidrs: [10.0.0.0/16]'"
        yield warning(__name__, "access.private_cidrs", message, fix, "access.public_cidrs", "access.runner", "network")
    if access.public_cidrs or access.runner == "vpc":
        return
    where, rests_on = "access.runner", ("access.public_cidrs", "backend")
    fix = "write 'runner: vpc' if Terraform runs in the VPC, or 'runner: public' and your address in 'public_cidrs'"
    private = "the API is reachable only from inside the VPC ('public_cidrs' is empty)"
    if access.runner == "public":
        yield error(__name__, where, f"with 'runner: public' Terraform runs outside, but {private}", fix, *rests_on)
    elif cloud:
        message = f"{private}, and runs of {cloud.hostname} come from outside unless an agent in the VPC executes them"
        yield error(__name__, where, message, fix, *rests_on)
    else:
        message = f"{private}, and 'runner' does not say where Terraform runs; from outside, Terraform would hang"
        yield warning(__name__, where, message, fix, *rests_on)
