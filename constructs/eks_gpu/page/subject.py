"""Everything that one page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.rules.addresses import COMMAND, page, page_address

if TYPE_CHECKING:
    from eks_gpu.costs import ClusterCost, Prices, SimulatedCost
    from eks_gpu.declaration import Declaration
    from eks_gpu.design import ClusterDesign, DemandFit, GroupModels
    from eks_gpu.page.edits import Edits
    from eks_gpu.simulation.result import Result


@dataclass(frozen=True)
class Day:
    """A simulated day.

    Attributes:
        result: The simulation.
        bill: Cost of its node-hours; None without prices.
        command: The command that simulates the same.
    """

    result: Result
    bill: SimulatedCost | None
    command: str


@dataclass(frozen=True)
class Subject:
    """A cluster file, and all that was made of it.

    Attributes:
        declaration: The file, read and checked.
        prices: Prices of its region; None if none are known.
        cost: Its cost; None without prices, or if sizes stand in for mistakes.
        day: A simulated day; None if nothing can be simulated.
        edits: Its difference from an earlier version; None unless that was asked for.
        docs: Address of the documentation for links to rules; empty for that of the project.
    """

    declaration: Declaration
    prices: Prices | None = None
    cost: ClusterCost | None = None
    day: Day | None = None
    edits: Edits | None = None
    docs: str = ""

    @property
    def design(self) -> ClusterDesign | None:
        """The design that the findings are about."""
        return self.declaration.draft

    @property
    def name(self) -> str:
        """The cluster's name, or its file's if that cannot be read."""
        found = self.declaration.draft
        return found.name if found and self.declaration.named else self.declaration.file or "the declaration"

    @property
    def typed(self) -> str:
        """The file as a command takes it: standard input has a name in messages only."""
        return "-" if self.declaration.file == "<stdin>" else self.declaration.file

    @property
    def fits(self) -> tuple[tuple[DemandFit, str], ...]:
        """Pods that are judged, each with the kind of its object: workloads, then pods of manifests."""
        brought = self.declaration.manifests.fits if self.declaration.manifests else ()
        own = [(one, one.workload.spec.kind) for one in self.declaration.schedulability]
        return (*own, *((one.fit, one.fit.demand.origin.kind) for one in brought))

    @property
    def models(self) -> dict[str, GroupModels]:
        """The node models by group, with the DaemonSets of manifests on them."""
        if self.declaration.manifests:
            return {one.group.name: one for one in self.declaration.manifests.groups}
        return {one.group.name: one for one in self.design.all_models} if self.design else {}

    def rule(self, rule: str) -> tuple[str, str]:
        """The address of a rule's page, and the command that prints it; the address is empty without documentation."""
        found = page(rule)
        if self.docs and found:
            return f"{self.docs}/reference/{found}/#{rule}", f"{COMMAND} {rule}"
        return page_address(rule) if found else "", f"{COMMAND} {rule}" if found else ""
