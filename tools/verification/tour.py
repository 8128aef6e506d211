"""The day-two tour: edits of workloads, each applied and held against the table of effects.

The platform stack is not there meanwhile. Without its priority classes the controllers create no pods, so that a small
cluster is not asked to hold hundreds of them; Terraform looks at the objects, not at their pods.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.verification import stacks
from tools.verification.plans import agrees, effect_on_workload
from tools.verification.stops import owner, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from eks_gpu.effects import Effect
    from tools.verification.applying import Outcome, Place
    from tools.verification.copies import Document
    from tools.verification.plans import Change
    from tools.verification.stops import Stop
    from tools.verification.terraform import Trouble

_STACK = "tour-workloads"


@dataclass(frozen=True)
class Failure:
    """Something that differs.

    Attributes:
        about: The edit, or the stack.
        text: The expected and the actual result.
        changes: Actions of the plan.
    """

    about: str
    text: str
    changes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n    ".join((f"{self.about}: {self.text}", *(f"plan: {change}" for change in self.changes)))


@dataclass
class Result:
    """How many steps were judged, what differs, and which edits were not made because a rule refuses them."""

    steps: int = 0
    failures: list[Failure] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def walk(
    place: Place, batch: Sequence[Stop], synthesize: Callable[[Iterable[Stop], int], Document] | None = None
) -> Result:
    """Apply the first values of a batch, then its steps, and destroy it.

    A stop that fails leaves the batch: its objects are destroyed with the next step, and the others go on.

    Args:
        place: The folders and the cluster of the run.
        batch: The stops.
        synthesize: From stops and a number of steps to the stack; a parameter for tests.
    """
    make = synthesize or _workloads
    result, going = Result(), list(batch)
    for number in range(max(len(stop.steps) for stop in batch) + 1):
        if not going:
            break
        going = _step(place, going, number, make, result)
    result.failures += [Failure("destroy", text) for text in place.destroy()]
    return result


def _workloads(found: Iterable[Stop], step: int) -> Document:
    return stacks.of_design(stacks.design(together(found, step)), ("workloads",))["workloads"]


def _step(
    place: Place, going: list[Stop], number: int, make: Callable[[Iterable[Stop], int], Document], result: Result
) -> list[Stop]:
    """Take one step, and return the stops that go on."""
    outcome = place.step(_STACK, make(going, number))
    if not outcome.changes and outcome.troubles:
        # The plan failed, so nothing was applied: without the stops that it complains of, it is planned again.
        bad = _report(going, number, outcome.troubles, result)
        left = [stop for stop in going if stop.id not in bad]
        return _step(place, left, number, make, result) if left and bad else []
    bad = _report(going, number, outcome.troubles, result)
    for stop in going:
        if stop.id not in bad and (found := _judge(stop, number, outcome, result)):
            result.failures.append(found)
    # A change that never comes to rest would be reported with every later step.
    restless = {owner(one.address) for one in outcome.restless}
    _report_strangers(number, outcome, {stop.id for stop in going}, result)
    return [stop for stop in going if stop.id not in bad | restless]


def _report(going: Sequence[Stop], number: int, troubles: Iterable[Trouble], result: Result) -> set[str]:
    """Report errors of Terraform, and return the ids of the stops that they are about."""
    known = {stop.id: stop for stop in going}
    bad = set()
    for trouble in troubles:
        # The text names the object where the address is missing.
        stop = known.get(owner(trouble.address) or owner(trouble.text))
        where = about(stop, number) if stop else f"step {number} of {len(going)} edits"
        if stop:
            bad.add(stop.id)
        result.failures.append(Failure(where, str(trouble)))
    return bad


def _judge(stop: Stop, number: int, outcome: Outcome, result: Result) -> Failure | None:
    """Hold one stop's part of a plan against the table."""
    if number > len(stop.steps):
        return None
    result.steps += 1
    changes = _of(stop, outcome.changes)
    if restless := _of(stop, outcome.restless):
        return Failure(about(stop, number), "a second plan is not empty", lines(restless))
    if number == 0:
        return None
    promised, observed = stop.steps[number - 1].effect, effect_on_workload(changes)
    if agrees(promised, observed):
        return None
    return Failure(about(stop, number), differs(promised, observed), lines(changes))


def differs(promised: Effect, observed: Effect) -> str:
    """The sentence of a plan that does not do what the table says."""
    return f'the table says "{promised.value}", the plan does "{observed.value}"'


def _report_strangers(number: int, outcome: Outcome, known: set[str], result: Result) -> None:
    """Resources of no stop: nothing would judge them otherwise."""
    strange = [one for one in outcome.restless if owner(one.address) not in known]
    if strange:
        result.failures.append(Failure(f"step {number}", "a second plan is not empty", lines(strange)))


def about(stop: Stop, number: int) -> str:
    """The step of a stop, in words."""
    return f"{stop.steps[number - 1].word} {stop}" if number else f"create for {stop}"


def _of(stop: Stop, changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if owner(change.address) == stop.id]


def lines(changes: Iterable[Change]) -> tuple[str, ...]:
    """Changes, a line each."""
    return tuple(map(str, changes))
