"""Edits of every field of a workload, of each kind: the Kubernetes objects and the table of effects say the same."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import changes
from eks_gpu.effects import Effect
from tests.effects.synthesis import Resources, design, workload_resources
from tools.edits.edit import GONE
from tools.edits.kinds import EDITS_BY_KIND, MAIN, SILENT, declared, entry, field_of

if TYPE_CHECKING:
    from tools.edits.edit import Edit

pytestmark = pytest.mark.engine

# What a Job changes in place (terraform-provider-kubernetes 2.38, `patchJobV1Spec` and the schema of `job_spec`).
IN_PLACE = ("active_deadline_seconds", "backoff_limit", "parallelism")
# Of a Job's pod the provider plans these as an update and sends nothing (2.38, `patchJobV1Spec`).
NEVER_SENT = (
    "spec[0].template[0].spec[0].container[0].env_from",
    "spec[0].template[0].spec[0].image_pull_secrets",
)


def observed(before: Resources, after: Resources, kind: str) -> Effect:
    """What happens to a workload; where nothing does, to the objects beside it."""
    was, now = (next((key for key in one if key[0] == MAIN[kind]), None) for one in (before, after))
    if was != now or was is None or _fired(before, after) or _selector(before[was]) != _selector(after[was]):
        return Effect.REPLACES_WORKLOAD
    if (main := _main(before[was], after[was], kind)) is not Effect.NOTHING:
        return main
    found = {Effect.NOTHING}
    found |= {Effect.CREATES} if after.keys() - before.keys() else set()
    found |= {Effect.DELETES} if before.keys() - after.keys() else set()
    found |= (
        {Effect.IN_PLACE} if any(before[key] != after[key] for key in before.keys() & after.keys() - {was}) else set()
    )
    return max(found)


def _selector(resource: dict[str, Any]) -> object:
    """Another selector forces replacement (terraform-provider-kubernetes 2.38)."""
    return resource["spec"].get("selector")


def _fired(before: Resources, after: Resources) -> bool:
    """Whether the trigger of a workload replaces it; one that comes or goes replaces nothing."""
    triggers = [key for key in before.keys() & after.keys() if key[0] == "terraform_data" and "pod-parts" in key[1]]
    return any(before[key] != after[key] for key in triggers)


def _keep_policy(was: dict[str, Any], now: dict[str, Any], kind: str) -> bool:
    """Put a pull policy that is left out back, as the provider does (Optional and Computed); whether there was one."""
    path = ("spec", "job_template", "spec", "template", "spec") if kind == "cron_job" else ("spec", "template", "spec")
    pods: list[Any] = [was, now]
    for step in path:
        pods = [pod[step] for pod in pods]
    before, after = (pod["container"][0] for pod in pods)
    if "image_pull_policy" not in before or "image_pull_policy" in after:
        return False
    after["image_pull_policy"] = before["image_pull_policy"]
    return True


def _main(was: dict[str, Any], now: dict[str, Any], kind: str) -> Effect:
    now = copy.deepcopy(now)
    if _keep_policy(was, now, kind) and was == now:
        return Effect.KEPT
    if (
        was["metadata"].get("namespace") != now["metadata"].get("namespace")
        or was["metadata"]["name"] != now["metadata"]["name"]
    ):
        return Effect.REPLACES_WORKLOAD
    if was == now or {**was, "lifecycle": None} == {**now, "lifecycle": None}:
        return Effect.NOTHING
    if kind in {"deployment", "stateful_set"}:
        same = was["spec"]["template"] == now["spec"]["template"]
        return Effect.IN_PLACE if same else Effect.ROLLS_PODS
    if kind == "cron_job":
        # The one field of its runs that forces another object (terraform-provider-kubernetes 2.38, `jobSpecFields`).
        counts = [one["spec"]["job_template"]["spec"].get("completions") for one in (was, now)]
        return Effect.IN_PLACE if counts[0] == counts[1] else Effect.REPLACES_WORKLOAD
    return _job(was, now)


def _job(was: dict[str, Any], now: dict[str, Any]) -> Effect:
    ignored = {*now.get("lifecycle", {}).get("ignore_changes", ()), *NEVER_SENT}
    if not now["spec"]["template"]["spec"].get("service_account_name"):
        # Optional and Computed: the provider keeps an account that is left out.
        ignored.add("spec[0].template[0].spec[0].service_account_name")
    kept = [_without(one, ignored) for one in (was, now)]
    if kept[0] == kept[1]:
        return Effect.KEPT
    rest = [{key: value for key, value in one.items() if key not in IN_PLACE} for one in kept]
    return Effect.IN_PLACE if rest[0] == rest[1] else Effect.REPLACES_WORKLOAD


def _without(resource: dict[str, Any], ignored: set[str]) -> dict[str, Any]:
    """The spec of a Job without what Terraform leaves alone."""
    spec: dict[str, Any] = copy.deepcopy(resource["spec"])
    for path in ignored:
        *holders, last = path.replace("[0]", "").split(".")[1:]
        holder: Any = spec
        for step in holders:
            holder = holder[0] if isinstance(holder, list) else holder
            holder = holder.get(step, {})
        holder = holder[0] if isinstance(holder, list) else holder
        holder.pop(last, None)
    return spec


@pytest.mark.parametrize(("edit", "kind"), EDITS_BY_KIND, ids=str)
def test_table_and_objects_agree(edit: Edit, kind: str) -> None:
    table = entry(edit, kind)
    for word, effect, before, after in (
        ("set", table.set, edit.off, edit.on),
        ("change", table.change, edit.on, edit.other),
        ("unset", table.unset, edit.on, edit.off),
    ):
        if effect is None or (word == "change" and edit.other is GONE):
            continue
        old, new = declared(edit, before, kind), declared(edit, after, kind)
        found = observed(workload_resources(old), workload_resources(new), kind)
        if kind in SILENT.get(field_of(edit), ()):
            assert found is Effect.NOTHING, f"{word} {edit} of a {kind} is no longer silent: {found}"
            continue
        assert found is effect, f"{word} {edit} of a {kind}: the table says {effect}, the objects {found}"
        if found is Effect.REPLACES_WORKLOAD:
            ids = {problem.id for problem in changes.run(design(old), design(new))}
            said = {"change-workload-replaced", "change-removed", "change-queue"}
            assert ids & said, f"{word} {edit} of a {kind}: nothing says so"
