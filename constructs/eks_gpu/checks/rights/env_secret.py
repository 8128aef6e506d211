"""An environment variable, an argument or a file looks like a secret.

**Why.** What stands in a cluster file stands in git, in the Terraform state and in the pod's description, for
all who may look at any of them.

**Fix.** Make a Secret of it (`kubectl create secret generic model-hub --from-literal=HF_TOKEN=…`), and name that in
`env_from_secrets`: each of its keys becomes a variable. Or read it from AWS Secrets Manager, with a `service_account`
that may. Replace it, if it has been committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads
from eks_gpu.checks.rights._secret_names import names_a_secret, secrets_in
from eks_gpu.checks.rights._secrets import has_known_form, has_random_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

_FIX = "put it into a Kubernetes Secret and name that in 'env_from_secrets'; replace it if committed"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at all text that reaches a pod, and never print a value."""
    for where, workload in workloads(design.spec):
        for name, value in workload.env.items():
            if names_a_secret(name, value) or has_known_form(value) or has_random_run(value):
                message = f"{name} looks like a secret; it would be readable in git, in the state and in the pod"
                yield warning(__name__, f"{where}.env.{name}", message, _FIX)
        for field in _found(workload):
            message = "this looks like a secret; it would be readable in git, in the state and in the cluster"
            yield warning(__name__, f"{where}.{field}", message, _FIX)


def _found(workload: WorkloadSpec) -> Iterator[str]:
    for field, words in (("command", workload.command), ("args", workload.args)):
        known = {index for index, word in enumerate(words) if has_known_form(word)}
        yield from (f"{field}[{index}]" for index in sorted(known.union(secrets_in(words))))
    for index, volume in enumerate(workload.volumes):
        files = (volume.files or {}).items()
        yield from (f"volumes[{index}].files.{name}" for name, text in files if has_known_form(text))
