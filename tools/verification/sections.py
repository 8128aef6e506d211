"""The tour's second part: edits of namespaces, storage, monitoring and the autoscaler, a cluster file for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu import changes as rules
from eks_gpu.effects import FIELDS
from eks_gpu.problem import has_errors
from tools.edits.edit import Edit, changed
from tools.edits.fields import BUCKET, EDITS, LUSTRE, A, B, C
from tools.verification import stacks
from tools.verification.plans import agrees, effect_on_stack
from tools.verification.stops import steps
from tools.verification.tour import Failure, Result, differs, lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.templates import TerraformDesign
    from tools.verification.applying import Place
    from tools.verification.copies import Document
    from tools.verification.plans import Change

SECTIONS = ("namespaces", "storage", "monitoring", "autoscaler", "images")
# Among these, the table covers only Kubernetes objects; the plan must do everything in it.
_WHOLE = ("namespaces", "monitoring.dcgm_exporter", "monitoring.profiling")
_GIVEN: dict[str, Any] = {"network.zones": [A, B, C], "workloads": []}
_MOUNTING: dict[str, Any] = {
    "workloads": [
        {
            "name": "reader",
            "kind": "deployment",
            "image": "registry.example/read:1",
            "cpu": "1",
            "memory": "8Gi",
            "volumes": [{"mount_path": "/data", "storage": "data"}],
        }
    ]
}


def edits() -> list[Edit]:
    """The edits of sections that have Kubernetes objects."""
    return [edit for edit in EDITS if edit.path.partition(".")[0].removesuffix("[]") in SECTIONS]


def declaration(edit: Edit, value: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a field may hold
    """A declaration with this value, in which a workload mounts the storage that is edited."""
    mounted = edit.given.get("storage") in ([LUSTRE], [BUCKET]) and edit.path != "storage[].name"
    return changed({**_GIVEN, **(_MOUNTING if mounted else {}), **edit.at(value)})


def walk(
    place: Place, edit: Edit, synthesize: Callable[[TerraformDesign], dict[str, Document]] | None = None
) -> Result:
    """Apply a declaration and the edits of one of its fields, and destroy it.

    Steps that `check --previous` refuses are not taken: the table says what they would do, and nobody should.

    Args:
        place: The folders and the cluster of the run.
        edit: The edit to apply.
        synthesize: From a design to the stacks by kind; a parameter for tests.
    """
    make, result = synthesize or stacks.of_design, Result()
    table = FIELDS[edit.path]
    first, taken = steps(edit, table.cases[edit.case] if edit.case else table)
    before = stacks.design(declaration(edit, first))
    found = _apply(place, make(before), f"create for {edit}", result)
    for step in taken:
        if found is None:
            break
        about, after = f"{step.word} {edit}", stacks.design(declaration(edit, step.value))
        if after == before:
            # The step that would have led away from here was refused.
            continue
        if has_errors(rules.run(before, after)):
            result.refused.append(about)
            continue
        found, before = _apply(place, make(after), about, result), after
        if found is None:
            break
        result.steps += 1
        observed = effect_on_stack(found)
        if not agrees(step.effect, observed, whole=edit.path.startswith(_WHOLE)):
            result.failures.append(Failure(about, differs(step.effect, observed), lines(found)))
    result.failures += [Failure("destroy", text) for text in place.destroy()]
    return result


def _apply(place: Place, documents: dict[str, Document], about: str, result: Result) -> list[Change] | None:
    """Bring both stacks to their documents; None if it went wrong, which is then reported."""
    found: list[Change] = []
    for kind, document in documents.items():
        outcome = place.step(f"sections-{kind}", document)
        found += outcome.changes
        result.failures += [Failure(about, str(trouble)) for trouble in outcome.troubles]
        if outcome.restless:
            result.failures.append(Failure(about, "a second plan is not empty", lines(outcome.restless)))
        if outcome.troubles or outcome.restless:
            return None
    return found
