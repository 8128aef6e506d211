"""Permissions are given to the service account `default`.

**Why.** Every pod of the namespace that names no account runs as `default`. All those pods would get the permissions
too, no matter who created them.

**Fix.** Write another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: default
      policy_arns: [arn:aws:iam::111122223333:policy/read]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      policy_arns: [arn:aws:iam::111122223333:policy/read]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for accounts named `default`, which exists in every namespace and cannot be created."""
    for where, workload in workloads(design.spec):
        if workload.service_account and workload.service_account.name == "default":
            message = (
                f"every pod in {workload.namespace} that names no account would get the permissions of {workload.name}"
            )
            yield error(__name__, f"{where}.service_account.name", message, f"write '{workload.name}'")
