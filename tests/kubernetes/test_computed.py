"""Objects keep what is Optional and Computed and left out: what is not always written has a reason.

A service account that was removed stayed in the pods in this way, and none of them could start again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.computed import attributes_at, sometimes
from tests.kubernetes.edits import edits
from tests.kubernetes.planning import block, schema
from tests.kubernetes.test_edits import objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.kubernetes.planning import Attribute
    from tests.kubernetes.synthesis import Resources
    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
_POD, _JOB = "spec.template.spec", "spec.job_template.spec.template.spec"
# By type and path: why leaving it out, after it was set, does no harm.
SAFE = {
    **{
        (kind, f"{pod}.image_pull_secrets"): "change-pull-secrets says that they stay, and how to remove them"
        for kind, pod in (("deployment", _POD), ("stateful_set", _POD), ("cron_job", _JOB))
    },
    **{
        (kind, f"{pod}.image_pull_secrets"): "ignored: the pod cannot change, and change-workload-kept says so"
        for kind, pod in (("job", _POD), ("pod", "spec"))
    },
    **{
        (kind, f"{pod}.service_account_name"): "an error of change-workload-kept: a Job's or bare pod's cannot change"
        for kind, pod in (("job", _POD), ("pod", "spec"))
    },
    **{
        (kind, f"{pod}.container.image_pull_policy"): "change-pull-policy says that it stays"
        for kind, pod in (("stateful_set", _POD), ("cron_job", _JOB), ("job", _POD), ("pod", "spec"))
    },
    ("deployment", f"{_POD}.container.image_pull_policy"): "change-pull-policy says that it stays",
    ("job", "spec.completion_mode"): "follows the number of completions, which replaces the Job",
    ("cron_job", "spec.job_template.spec.completion_mode"): "follows the number of completions, which replaces it",
    ("service", "spec.cluster_ip"): "a trigger replaces the Service (lifecycles.py)",
    ("deployment", "spec.strategy"): "the autoscaler's has none, the workloads' always",
    ("daemon_set", f"{_POD}.container.resources.limits"): "by DaemonSet: the exporter and prepull always, others never",
    ("daemon_set", f"{_POD}.init_container.resources"): "by container: the one that mounts memory for MPS never",
    ("daemon_set", f"{_POD}.init_container.resources.limits"): "by DaemonSet: prepull always, the plugin never",
}


def computed(rows: Mapping[str, Attribute], path: str = "") -> Iterator[str]:
    """Paths of what is Optional and Computed."""
    for name, row in rows.items():
        if row.optional_computed:
            yield f"{path}{name}"
        if row.block:
            yield from computed(block(row.block), f"{path}{name}.")


@cache
def computed_of(kind: str) -> tuple[str, ...]:
    """Those of a type of resource; hundreds of stacks ask for the same ones."""
    return tuple(computed(schema(kind))) if kind.startswith("kubernetes_") else ()


def test_each_has_a_reason(resources: Resources, synthesized: Synthesized, wider: Synthesized) -> None:
    stacks = [one.stack(name).get("resource", {}) for one in (synthesized, wider) for name in one.names()]
    variants = [objects(text) for text in dict.fromkeys(text for edit in edits() for text in (edit.old, edit.new))]
    found = sometimes([resources, *stacks, *variants], computed_of)

    named = {(kind.removeprefix("kubernetes_").rpartition("_v")[0], path) for kind, path in found}
    assert named == set(SAFE)
    assert all(SAFE.values())


def test_it_would_find_the_one_that_stopped_pods() -> None:
    pod = {"spec": {"template": {"spec": {"service_account_name": "a"}}}}
    found = sometimes(
        [{"kubernetes_daemon_set_v1": {"a": pod, "b": {"spec": [{"template": {"spec": {}}}]}}}],
        computed_of,
    )

    assert found == {("kubernetes_daemon_set_v1", f"{_POD}.service_account_name")}
    assert attributes_at(pod, "spec.template.spec") == [{"service_account_name": "a"}]
