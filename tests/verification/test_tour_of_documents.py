"""The tour's reader over plans of the real documents: it sees the effects that the table promises.

The plans are made here, in Terraform's format, of two stacks as they are synthesized. For jobs, which fields force a
replacement is the provider's business (see tests/effects); of the other kinds it is names, namespaces, selectors and
the completions of a cron job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.effects.synthesis import workload_resources
from tools.edits.kinds import MAIN
from tools.verification.plans import agrees, changes, effect_on_workload
from tools.verification.stops import Stop, batches, owner, stops, together

if TYPE_CHECKING:
    from tests.effects.synthesis import Resources

pytestmark = pytest.mark.engine
BATCHES = [batch for batch in batches(stops()) if batch[0].kind != "job"]
_BLOCKS = {"metadata", "spec", "template", "job_template"}


def planned(before: Resources, after: Resources) -> dict[str, Any]:
    """The output of `terraform show -json` for the change from one to the other."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, now = (_as_planned(one[key]) if key in one else None for one in (before, after))
        if was and now:
            _keep_policy(was, now)
        change = {"actions": _actions(was, now), "before": was, "after": now, "after_unknown": {}}
        found.append({"address": ".".join(key), "type": key[0], "change": change})
    return {"format_version": "1.2", "resource_changes": found}


def _keep_policy(was: Any, now: Any) -> None:
    """Put a pull policy that is left out back, as the provider does (Optional and Computed)."""
    if isinstance(was, dict) and isinstance(now, dict):
        if "image" in was and "image_pull_policy" in was:
            now.setdefault("image_pull_policy", was["image_pull_policy"])
        for name in was.keys() & now.keys():
            _keep_policy(was[name], now[name])
    elif isinstance(was, list) and isinstance(now, list):
        for pair in zip(was, now, strict=False):
            _keep_policy(*pair)


def _as_planned(body: dict[str, Any]) -> dict[str, Any]:
    """Without arguments of Terraform itself, and each block as a list with one."""
    return {key: _listed(key, value) for key, value in body.items() if key not in {"lifecycle", "depends_on"}}


def _listed(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_listed("", one) for one in value]
    if isinstance(value, dict):
        inner = {key: _listed(key, one) for key, one in value.items()}
        return [inner] if name in _BLOCKS else inner
    return value


def _actions(was: Any, now: Any) -> list[str]:
    if was is None or now is None:
        return ["create"] if was is None else ["delete"]
    if was == now:
        return ["no-op"]
    return ["update"] if _identity(was) == _identity(now) else ["delete", "create"]


def _identity(body: dict[str, Any]) -> tuple[Any, ...]:
    metadata = body.get("metadata", [{}])[0]
    spec = body.get("spec", [{}])[0]
    runs = spec.get("job_template", [{"spec": [{}]}])[0]["spec"][0] if isinstance(spec, dict) else {}
    selector = spec.get("selector") if isinstance(spec, dict) else None
    return metadata.get("name"), metadata.get("namespace"), runs.get("completions"), selector


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: f"{batch[0].kind}-{batch[0].id}-{len(batch)}")
def test_the_reader_sees_what_the_table_promises(batch: tuple[Stop, ...]) -> None:
    stacks = [workload_resources(together(batch, step)) for step in range(5)]
    differ = []
    for number in range(1, 5):
        found = changes(planned(stacks[number - 1], stacks[number]))
        for stop in batch:
            if number <= len(stop.steps):
                step = stop.steps[number - 1]
                seen = effect_on_workload([one for one in found if owner(one.address) == stop.id])
                differ += [] if agrees(step.effect, seen) else [f"{step.word} {stop}: {step.effect}, seen {seen}"]

    assert differ == []
    kinds = {key[0] for key in stacks[0]}
    assert kinds & set(MAIN.values())
