"""A workload is in a namespace that is not declared.

**Why.** Kubernetes refuses the object at apply.

**Fix.** Add the namespace to `namespaces`, write the name of a declared one, or leave it out to use `default`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, instead
from eks_gpu.checks._where import namespace_names, workloads
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
namespaces:
  - name: team
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    namespace: taem
"""
GOOD = """\
namespaces:
  - name: team
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    namespace: team
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the workloads' namespaces with those of the spec."""
    known = ["default", *(namespace.name for namespace in design.spec.namespaces)]
    for where, workload in workloads(design.spec):
        name = workload.namespace
        if name not in known:
            message = f"namespace {name!r} is not declared; there are {listed(known)}"
            own = "use 'default' or a namespace of your own"
            fix = instead(name, known, own if name.startswith("kube-") else f"add '- name: {name}' to 'namespaces'")
            yield error(__name__, f"{where}.namespace", message, fix, *namespace_names(design.spec))
