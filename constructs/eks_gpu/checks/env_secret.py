"""An environment variable looks like a secret.

**Why.** What stands in a cluster file stands in git, in the Terraform state and in the pod's description, for
all who may look at any of them.

**Fix.** Put it into a Kubernetes Secret or AWS Secrets Manager and let the program read it there; replace it,
if it has been committed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_NAME = re.compile(r"(^|_)(TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS)$")
# Keys of AWS, Hugging Face, GitHub, OpenAI, NVIDIA and Slack, and PEM blocks.
_VALUE = re.compile(
    r"(AKIA|ASIA)[0-9A-Z]{16}|hf_\w{20,}|gh[pousr]_\w{30,}|sk-[\w-]{20,}|nvapi-[\w-]{20,}"
    r"|xox[abprs]-[\w-]{10,}|-----BEGIN "
)
# Shorter ones are settings, such as PAD_TOKEN=<pad>.
_LEAST_LENGTH = 8


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the names and values of all variables, and never print a value."""
    for where, workload in workloads(design.spec):
        for name, value in workload.env.items():
            if _VALUE.match(value) or (_NAME.search(name.upper()) and _secret_like(value)):
                message = f"{name} looks like a secret; it would be readable in git, in the state and in the pod"
                fix = "keep it in a Kubernetes Secret or AWS Secrets Manager, and replace it if committed"
                yield warning(__name__, f"{where}.env.{name}", message, fix)


def _secret_like(value: str) -> bool:
    """Not a number, a path or the address of a secret."""
    named = value.startswith(("/", "./", "arn:", "file:", "http:", "https:", "$"))
    return len(value) >= _LEAST_LENGTH and not value.isdigit() and not named
