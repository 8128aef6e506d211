"""The edits of a workload's fields for each kind of workload, and the effect that the table promises."""

from __future__ import annotations

from typing import Any

from eks_gpu.effects import FIELDS, Edits
from eks_gpu.effects.workloads import CRON_JOB, FIXED
from tools.edits.edit import Edit, changed
from tools.edits.workloads import WORKLOAD_EDITS

MAIN = {
    "deployment": "kubernetes_deployment_v1",
    "stateful_set": "kubernetes_stateful_set_v1",
    "cron_job": "kubernetes_cron_job_v1",
    "job": "kubernetes_job_v1",
}
"""The resource of a workload, by its kind."""

KINDS = tuple(MAIN)
_CASES = {"cron_job": CRON_JOB, "job": FIXED}
# Every value is written that would otherwise follow from other fields.
_WORKLOAD = {
    "name": "train",
    "image": "registry.example/train:0",
    "cpu": "1",
    "memory": "8Gi",
    "termination_grace": "30s",
    "priority": "batch",
}
_GROUPS = [{"name": name, "instance_types": ["g5.12xlarge"], "max": 2} for name in ("gpu", "two")]
# Sections of the file, other than the workload, that an edit may need.
_BESIDE = {"gpu_node_groups", "queueing", "storage"}
_SERVING = {"deployment", "stateful_set"}
SILENT = {
    "replicas": {"cron_job", "job"},
    "completions": _SERVING,
    "parallelism": _SERVING,
    "restarts": _SERVING,
    "time_limit": _SERVING,
    "schedule": {*_SERVING, "job"},
    "time_zone": {*_SERVING, "job"},
    "surge": {"stateful_set", "cron_job", "job"},
}
"""Fields that change nothing for some kinds."""

# Fields that rules refuse for the other kinds.
_ONLY = {
    "max_unavailable": ("deployment", "stateful_set"),
    "scaling": ("deployment", "stateful_set"),
    "expose": ("deployment",),
    "preserve_client_ip": ("deployment",),
    "service_ports": ("deployment", "stateful_set"),
}


def field_of(edit: Edit) -> str:
    """The field of the workload that an edit is about or below."""
    return edit.path.removeprefix("workloads[].").partition(".")[0].removesuffix("[]")


EDITS_BY_KIND = [(edit, kind) for edit in WORKLOAD_EDITS for kind in _ONLY.get(field_of(edit), KINDS)]


def declared(edit: Edit, value: Any, kind: str) -> dict[str, Any]:
    """A declaration with one workload of a kind, in which the edited field has this value."""
    base = {**_WORKLOAD, "kind": kind} | ({"schedule": "0 3 * * *"} if kind == "cron_job" else {})
    beside = {key: one for key, one in edit.given.items() if key in _BESIDE}
    given = {f"workloads[0].{key}": one for key, one in edit.given.items() if key not in _BESIDE}
    at = {key: one for key, one in edit.at(value).items() if key.startswith("workloads")}
    quota = {"gpu_quota": 4} if "queueing" in edit.given else {}
    spaces = [{"name": "team", **quota}, {"name": "other", **quota}]
    return changed({"gpu_node_groups": _GROUPS, "namespaces": spaces, "workloads": [base], **beside, **given, **at})


def entry(edit: Edit, kind: str) -> Edits:
    """The line of the table for an edit of a workload of this kind."""
    found = FIELDS[edit.path]
    return found.cases.get(_CASES.get(kind, ""), found)
