"""The AWS stacks of one cluster, in the hands of terraform."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.synthesized import AWS_KINDS
from tests.terraform.provider import attached
from tests.terraform.runner import OVERRIDE, for_provider, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.synthesized import Synthesized
    from tests.terraform.runner import Document, Terraform

# The provider at hand, and three attempts for a request: a connection may break on a busy machine, but an answer that
# is missing here would be asked for 25 times. The backend stays as it is; the cluster reads the state of the network by
# its path.
SETTINGS: Document = {
    "terraform": {"required_providers": OVERRIDE["terraform"]["required_providers"]},
    "provider": {"aws": [{"max_retries": 3}]},
}
QUIET = ("-no-color", "-input=false")
PLAN = "plan.out"
NOTHING_TO_DO, SOMETHING_TO_DO = 0, 2


@dataclass(frozen=True)
class Change:
    """The plan's action on one address."""

    address: str
    actions: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def kind(self) -> str:
        """The kind of resource."""
        return self.address.partition(".")[0]

    @property
    def fields(self) -> set[str]:
        """The fields that change, as far as they are known."""
        return {key for key in self.after if key in self.before and self.after[key] != self.before[key]}


@dataclass(frozen=True)
class Deployment:
    """Stacks in a folder, laid out as cdktf lays them out."""

    terraform: Terraform
    root: Path
    cluster: str
    kinds: tuple[str, ...] = AWS_KINDS

    @contextmanager
    def attached(self) -> Iterator[Deployment]:
        """The same, with a provider that runs for as long as the block: half of the work for one command at a time."""
        with attached(self.terraform) as terraform:
            yield replace(self, terraform=terraform)

    def write(self, synthesized: Synthesized) -> None:
        """Take the stacks as they are declared now."""
        for kind in self.kinds:
            folder = self._folder(kind)
            folder.mkdir(parents=True, exist_ok=True)
            write(folder / "cdk.tf.json", for_provider(synthesized.stack(f"{self.cluster}-{kind}")))
            write(folder / "provider_override.tf.json", SETTINGS)

    def init(self) -> None:
        """Initialize both stacks."""
        for kind in self.kinds:
            self.terraform.succeed(self._folder(kind), "init", *QUIET)

    def apply(self) -> None:
        """Apply both stacks, in their order."""
        for kind in self.kinds:
            self.terraform.succeed(self._folder(kind), "apply", "-auto-approve", *QUIET)

    def destroy(self) -> None:
        """Destroy both stacks, in the other order; what is there was read by the plan before."""
        for kind in reversed(self.kinds):
            self.terraform.succeed(self._folder(kind), "destroy", "-auto-approve", "-refresh=false", *QUIET)

    def plan(self, kind: str) -> list[Change]:
        """Plan a stack, keep the plan, and say what it does."""
        folder = self._folder(kind)
        result = self.terraform.run(folder, "plan", "-detailed-exitcode", f"-out={PLAN}", *QUIET)
        assert result.code in {NOTHING_TO_DO, SOMETHING_TO_DO}, result.output
        shown = self.terraform.succeed(folder, "show", "-json", PLAN).json
        changes = [
            Change(found["address"], tuple(actions), found["change"]["before"] or {}, found["change"]["after"] or {})
            for found in shown.get("resource_changes", [])
            if (actions := found["change"]["actions"]) not in (["no-op"], ["read"])
        ]
        # Both ways to ask must agree: a plan that changes only outputs has something to do too.
        assert bool(changes) <= (result.code == SOMETHING_TO_DO), result.output
        return changes

    def assert_done(self, kind: str) -> None:
        """Plan a stack that has nothing left to do."""
        result = self.terraform.run(self._folder(kind), "plan", "-detailed-exitcode", *QUIET)
        assert result.code == NOTHING_TO_DO, result.output

    def apply_plan(self, kind: str) -> None:
        """Apply the plan that was kept."""
        self.terraform.succeed(self._folder(kind), "apply", *QUIET, PLAN)

    def refused(self, kind: str) -> str:
        """Apply a change that AWS refuses, and return terraform's message."""
        result = self.terraform.run(self._folder(kind), "apply", "-auto-approve", *QUIET)
        assert result.code == 1, result.output
        # Terraform breaks lines and draws a border.
        return " ".join(result.output.replace("│", " ").split())

    def _folder(self, kind: str) -> Path:
        return self.root / "out" / "stacks" / f"{self.cluster}-{kind}"
