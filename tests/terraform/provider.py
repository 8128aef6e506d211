"""The AWS provider as a process of its own, for commands of terraform that follow one another.

Left to itself each command reads the 700 MB of the provider to compare their hash, and starts it two or three times:
half of the work of all our commands. Terraform can use a provider that runs already, which is meant for automated tests
(`unmanagedProviders` in `internal/command/meta_providers.go` of its source).
"""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tests.terraform.runner import AWS_VERSION, PROVIDER
from tests.terraform.schemas import fewer_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.terraform.runner import Terraform

ATTACHED = "TF_REATTACH_PROVIDERS"
# The provider would outlive tests that are killed; the end of its input does not depend on anybody's care.
_UNTIL_END_OF_INPUT = '"$0" -debug & cat; kill $!; wait'
_FETCHING = Lock()


@contextmanager
def attached(terraform: Terraform) -> Iterator[Terraform]:
    """Terraform with a provider that runs for as long as the block.

    Not for parallel commands: each one configures the provider again, with its account and settings.
    """
    command = ["sh", "-c", _UNTIL_END_OF_INPUT, str(_program(terraform))]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=terraform.environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        where = next((line for line in process.stdout if f"{ATTACHED}=" in line), "")
        assert where, "the provider did not start"
        with fewer_kinds(where.strip().removeprefix(f"{ATTACHED}=").strip("'")) as address:
            yield replace(terraform, environment=terraform.environment | {ATTACHED: address})


def _program(terraform: Terraform) -> Path:
    """The provider's program where terraform puts it, once for all who ask."""
    folder = Path(terraform.environment["HOME"]) / "provider"
    with _FETCHING:
        if not folder.exists():
            terraform.prepare({}, folder)
    (program,) = folder.glob(f".terraform/providers/{PROVIDER}/{AWS_VERSION}/*/terraform-provider-aws_v*")
    return program
