"""An environment variable, an argument or a file looks like a secret.

**Why.** What stands in a cluster file stands in git, in the Terraform state and in the pod's description, for
all who may look at any of them.

**Fix.** Make a Secret of it (`kubectl create secret generic model-hub --from-literal=HF_TOKEN=…`), and name that in
`env_from_secrets`: each of its keys becomes a variable. Or read it from AWS Secrets Manager, with a `service_account`
that may. Replace it, if it has been committed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._secrets import has_known_form, has_random_run
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

_NAME = re.compile(r"(^|_)(TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS)$")
# Shorter ones are settings, such as PAD_TOKEN=<pad>.
_LEAST_LENGTH = 8
_FIX = "put it into a Kubernetes Secret and name that in 'env_from_secrets'; replace it if committed"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at all text that reaches a pod, and never print a value."""
    for where, workload in workloads(design.spec):
        for name, value in workload.env.items():
            named = _NAME.search(name.upper()) and _secret_like(value)
            if named or has_known_form(value) or has_random_run(value):
                message = f"{name} looks like a secret; it would be readable in git, in the state and in the pod"
                yield warning(__name__, f"{where}.env.{name}", message, _FIX)
        for field, text in _texts(workload):
            if has_known_form(text):
                message = "this looks like a secret; it would be readable in git, in the state and in the cluster"
                yield warning(__name__, f"{where}.{field}", message, _FIX)


def _texts(workload: WorkloadSpec) -> Iterator[tuple[str, str]]:
    for field, words in (("command", workload.command), ("args", workload.args)):
        yield from ((f"{field}[{index}]", word) for index, word in enumerate(words))
    for index, volume in enumerate(workload.volumes):
        yield from ((f"volumes[{index}].files.{name}", text) for name, text in (volume.files or {}).items())


def _secret_like(value: str) -> bool:
    """Not a number, a path or the address of a secret."""
    named = value.startswith(("/", "./", "arn:", "file:", "http:", "https:", "$"))
    return len(value) >= _LEAST_LENGTH and not value.isdigit() and not named
