"""The last of `image_pull_secrets` is removed, but the object keeps it.

**Why.** The Kubernetes provider keeps this list if it is left out (Optional and Computed). Replacing one Secret with
another works in place; but if none is left, the object stays as it is, and no plan shows a difference.

**Fix.** After the apply, remove the list with the printed `kubectl patch`; pods start again without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.design.workloads.workload import FIXED_KINDS
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_POD = {"cron_job": "/spec/jobTemplate/spec/template/spec"}

BEFORE = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    image_pull_secrets: [registry]
"""
BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    image_pull_secrets: [other-registry]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the Secrets of objects whose pods can change."""
    for was, now in workloads(old, new):
        if was.spec.kind == now.spec.kind and now.spec.kind not in FIXED_KINDS:
            yield from _removed(was, now)


def _removed(was: WorkloadDesign, now: WorkloadDesign) -> Iterator[Problem]:
    if was.spec.image_pull_secrets and not now.spec.image_pull_secrets:
        path = f"{_POD.get(now.spec.kind, '/spec/template/spec')}/imagePullSecrets"
        kept = listed(was.spec.image_pull_secrets)
        message = f"{now.name} keeps {kept}: the provider cannot remove the last one"
        patch = f"""'[{{"op": "remove", "path": "{path}"}}]'"""
        name = f"{now.spec.kind.replace('_', '')} {now.name}"
        fix = f"after the apply: kubectl --namespace {now.spec.namespace} patch {name} --type json --patch {patch}"
        yield warning(__name__, f"{now.where}.image_pull_secrets", message, fix)
