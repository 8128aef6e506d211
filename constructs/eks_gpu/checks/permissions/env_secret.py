"""An environment variable, an argument or a file looks like a secret.

**Why.** Text in a cluster file is also in git, in the Terraform state and in the pod's description, where anyone with
access to one of them can read it.

**Fix.** Create a Secret (`kubectl create secret generic model-hub --from-literal=HF_TOKEN=…`) and name one of its keys
in `env_from`, or the whole Secret in `env_from_secrets`: each of its keys then becomes a variable. Or let the program
read the value from AWS Secrets Manager, with a `service_account` that is allowed to. If the value has been committed,
rotate it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import containers, workloads
from eks_gpu.checks.permissions._secret_names import names_a_secret, secrets_in
from eks_gpu.checks.permissions._secrets import has_known_form, has_random_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

_FIX = (
    "put it into a Kubernetes Secret, and name one of its keys in 'env_from', or the Secret in 'env_from_secrets'; "
    "rotate it if it was committed"
)

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    env:
      HF_TOKEN: hf_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    env_from_secrets: [model-hub]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check all text that reaches a pod, without ever printing a value."""
    for where, workload in workloads(design.spec):
        for here, name, value in _variables(where, workload):
            if names_a_secret(name, value) or has_known_form(value) or has_random_run(value):
                message = (
                    f"{name} looks like a secret; anyone could read it in git, in the Terraform state and in the pod"
                )
                yield warning(__name__, f"{here}.env.{name}", message, _FIX)
        for field in _found(workload):
            message = "this looks like a secret; anyone could read it in git, in the Terraform state and in the cluster"
            yield warning(__name__, f"{where}.{field}", message, _FIX)


def _variables(where: str, workload: WorkloadSpec) -> Iterator[tuple[str, str, str]]:
    """Variables of all containers of a pod, with the path of their container."""
    yield from ((where, name, value) for name, value in workload.env.items())
    for here, container in containers(where, workload):
        yield from ((here, name, value) for name, value in container.env.items())


def _found(workload: WorkloadSpec) -> Iterator[str]:
    """Paths, below the workload, of commands and files that contain a secret."""
    yield from _in_words("", workload.command, workload.args)
    for here, container in containers("", workload):
        yield from _in_words(f"{here.removeprefix('.')}.", container.command, container.args)
    for index, volume in enumerate(workload.volumes):
        files = (volume.files or {}).items()
        yield from (f"volumes[{index}].files.{name}" for name, text in files if has_known_form(text))


def _in_words(prefix: str, command: Sequence[str], args: Sequence[str]) -> Iterator[str]:
    for field, words in (("command", command), ("args", args)):
        known = {index for index, word in enumerate(words) if has_known_form(word)}
        yield from (f"{prefix}{field}[{index}]" for index in sorted(known.union(secrets_in(words))))
