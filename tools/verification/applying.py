"""A stack that is applied, checked for stillness and destroyed, with every failure as a line for people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.verification.copies import write_copy
from tools.verification.terraform import TerraformError, Trouble

if TYPE_CHECKING:
    from pathlib import Path

    from tools.verification.copies import Access, Document
    from tools.verification.plans import Change
    from tools.verification.terraform import Terraform


@dataclass(frozen=True)
class Outcome:
    """How a step of one stack went.

    Attributes:
        changes: Actions of the plan.
        troubles: Why the plan or the apply failed.
        restless: Actions of a second plan, which should have none.
    """

    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    restless: list[Change] = field(default_factory=list)


@dataclass
class Place:
    """Folders of stacks in a throw-away cluster.

    Attributes:
        terraform: Terraform.
        access: How the cluster is reached.
        root: The folder that contains the stacks' folders.
        applied: Stacks in which something may exist, in the order of their first apply.
    """

    terraform: Terraform
    access: Access
    root: Path
    applied: list[str] = field(default_factory=list)
    _initialized: set[str] = field(default_factory=set)

    def step(self, name: str, document: Document) -> Outcome:
        """Bring a stack to a document, and plan again, with and without refresh.

        Raises:
            TerraformError: Error for a stack that cannot be initialized, so it cannot be judged.
        """
        folder = self.root / name
        write_copy(document, folder, self.access)
        if name not in self._initialized:
            self.terraform.init(folder)
            self._initialized.add(name)
        try:
            changes = self.terraform.plan(folder)
        except TerraformError as error:
            return Outcome(troubles=error.troubles)
        troubles: list[Trouble] = []
        if changes:
            if name not in self.applied:
                self.applied.append(name)
            try:
                self.terraform.apply(folder)
            except TerraformError as error:
                troubles = error.troubles
        try:
            restless = [one for refresh in (True, False) for one in self.terraform.plan(folder, refresh=refresh)]
        except TerraformError as error:
            return Outcome(changes, [*troubles, *error.troubles])
        return Outcome(changes, troubles, list(dict.fromkeys(restless)))

    def destroy(self) -> list[str]:
        """Destroy what was applied, the last stack first; a line for each stack of which something is left."""
        lines = []
        for name in self.applied[::-1]:
            folder = self.root / name
            try:
                self.terraform.destroy(folder)
            except TerraformError as error:
                lines.append(f"{error}\n    {self._still_there(name)}")
            else:
                self.applied.remove(name)
        return lines

    def left(self) -> list[str]:
        """Remaining resources after an interrupted destroy, with the command that removes them; a line a stack."""
        return [self._still_there(name) for name in reversed(self.applied) if self.terraform.left(self.root / name)]

    def earlier(self) -> list[str]:
        """Folders of an earlier run in whose states something is left."""
        states = sorted(self.root.glob("*/terraform.tfstate"))
        return [str(state.parent) for state in states if json.loads(state.read_text(encoding="utf-8")).get("resources")]

    def _still_there(self, name: str) -> str:
        folder = self.root / name
        addresses = self.terraform.left(folder)
        command = f"left in the cluster: {len(addresses)}; to remove: terraform -chdir={folder} destroy"
        return "\n      ".join([command, *addresses])
