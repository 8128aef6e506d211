"""Edits of every field of a workload, of each kind: the Kubernetes objects and the table of effects say the same."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import changes
from eks_gpu.effects import FIELDS, Edits, Effect
from eks_gpu.effects.workloads import CRON_JOB, FIXED
from tests.effects.synthesis import Resources, design, workload_resources
from tests.effects.workload_edits import KINDS, WORKLOAD_EDITS
from tests.specs import GONE, changed

if TYPE_CHECKING:
    from tests.effects.edits import Edit

pytestmark = pytest.mark.engine

CASES = {"cron_job": CRON_JOB, "job": FIXED}
# With everything written that would follow from other fields.
BASE = {
    "name": "train",
    "image": "registry.example/train:0",
    "cpu": "1",
    "memory": "8Gi",
    "termination_grace": "30s",
    "priority": "batch",
}
GROUPS = [{"name": name, "instance_types": ["g5.12xlarge"], "max": 2} for name in ("gpu", "two")]
MAIN = {"deployment": "kubernetes_deployment_v1", "cron_job": "kubernetes_cron_job_v1", "job": "kubernetes_job_v1"}
# What an edit may want of the file beside its workload.
BESIDE = {"gpu_node_groups", "storage"}
# What a Job changes in place (terraform-provider-kubernetes 2.38, `patchJobV1Spec` and the schema of `job_spec`).
IN_PLACE = ("active_deadline_seconds", "backoff_limit", "parallelism")
# Of a Job's pod the provider plans these as an update and sends nothing (2.38, `patchJobV1Spec`).
NEVER_SENT = (
    "spec[0].template[0].spec[0].container[0].env_from",
    "spec[0].template[0].spec[0].image_pull_secrets",
)
# Fields that say nothing for a kind.
SILENT = {
    "replicas": {"cron_job", "job"},
    "completions": {"deployment"},
    "parallelism": {"deployment"},
    "restarts": {"deployment"},
    "time_limit": {"deployment"},
    "schedule": {"deployment", "job"},
    "time_zone": {"deployment", "job"},
    "surge": {"cron_job", "job"},
}
# Fields that rules refuse for the other kinds.
ONLY = {"max_unavailable": ("deployment",), "scaling": ("deployment",)}


def field_of(edit: Edit) -> str:
    """The field of the workload that an edit is about or below."""
    return edit.path.removeprefix("workloads[].").partition(".")[0].removesuffix("[]")


EDITS_BY_KIND = [(edit, kind) for edit in WORKLOAD_EDITS for kind in ONLY.get(field_of(edit), KINDS)]


def declared(edit: Edit, value: Any, kind: str) -> dict[str, Any]:
    """A declaration with one workload of a kind, which says this of the field."""
    base = {**BASE, "kind": kind} | ({"schedule": "0 3 * * *"} if kind == "cron_job" else {})
    beside = {key: one for key, one in edit.given.items() if key in BESIDE}
    given = {f"workloads[0].{key}": one for key, one in edit.given.items() if key not in BESIDE}
    at = {key: one for key, one in edit.at(value).items() if key.startswith("workloads")}
    spaces = [{"name": "team"}, {"name": "other"}]
    return changed({"gpu_node_groups": GROUPS, "namespaces": spaces, "workloads": [base], **beside, **given, **at})


def entry(edit: Edit, kind: str) -> Edits:
    found = FIELDS[edit.path]
    return found.cases.get(CASES.get(kind, ""), found)


def observed(before: Resources, after: Resources, kind: str) -> Effect:
    """What happens to a workload; where nothing does, to the objects beside it."""
    was, now = (next((key for key in one if key[0] == MAIN[kind]), None) for one in (before, after))
    if was != now or was is None:
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


def _main(was: dict[str, Any], now: dict[str, Any], kind: str) -> Effect:
    if (
        was["metadata"].get("namespace") != now["metadata"].get("namespace")
        or was["metadata"]["name"] != now["metadata"]["name"]
    ):
        return Effect.REPLACES_WORKLOAD
    if was == now or {**was, "lifecycle": None} == {**now, "lifecycle": None}:
        return Effect.NOTHING
    if kind == "deployment":
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
            assert ids & {"change-workload-replaced", "change-removed"}, f"{word} {edit} of a {kind}: nothing says so"
