"""Fields that later plans ignore, and changes that replace an object (Terraform's `lifecycle`), by kind of object.

The reasons are facts of terraform-provider-kubernetes 2.38; `tests/kubernetes/provider.json` has them as data.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design import WorkloadDesign

# `kubectl rollout restart` writes it into the template. Without this the next apply takes it away, and restarts the
# pods a second time.
RESTARTED = 'spec[0].template[0].metadata[0].annotations["kubectl.kubernetes.io/restartedAt"]'
# Kueue's webhooks write these into the template of a queued Deployment or StatefulSet (`deployment_webhook.go`,
# `statefulset_webhook.go` of v0.19.2). Every plan would take them away, and every apply restart the pods.
_OF_QUEUES = (
    *(
        f'spec[0].template[0].metadata[0].labels["kueue.x-k8s.io/{key}"]'
        for key in ("managed", "queue-name", "priority-class")
    ),
    'spec[0].template[0].metadata[0].annotations["kueue.x-k8s.io/pod-suspending-parent"]',
)
# Kueue merges these into the template of a Job that it admits, and takes them out when it stops the Job
# (pkg/podset/podset.go). Both replace a Job in the provider.
_MERGED = ("node_selector", "toleration")
# In the pod of a Job or a bare pod: what the provider plans to change in place, and sends nothing of.
_UNSENT = ("volume", "volume_mount", "startup_probe", "readiness_probe", "liveness_probe", "lifecycle")
# Blocks of its `security_context`, of the same sort.
_SECURITY = ("capabilities", "seccomp_profile")
# A bare pod has none; the text of a running one says so, and another text would replace it.
_FIXED = {"pod_failure_policy": None}
# There too: where the pod may start, and with which Secrets.
_LEFT = ("affinity", "topology_spread_constraint", "container[0].env_from", "image_pull_secrets")


@dataclass(frozen=True)
class Lifecycle:
    """Changes that later plans do not make by themselves.

    Attributes:
        ignored: Paths that stay as they are.
        held: Another value of this text replaces the object; None if nothing does that the provider does not.
    """

    ignored: tuple[str, ...]
    held: str | None = None


def serving(design: WorkloadDesign, spec: Mapping[str, Any]) -> Lifecycle:
    """Lifecycle of a deployment or stateful set.

    The number of pods belongs to what scales them. A stateful set's claims cannot change: of another size the provider
    plans an update and sends nothing, again at every plan (`patchStatefulSetSpec`).
    """
    scaled = ["spec[0].replicas"] if design.spec.scaling else []
    sizes = [
        f"spec[0].volume_claim_template[{index}].spec[0].resources[0].requests"
        for index, _ in enumerate(spec.get("volume_claim_template") or ())
    ]
    if design.queued is None:
        return Lifecycle((RESTARTED, *scaled, *sizes))
    return Lifecycle((RESTARTED, *_OF_QUEUES, *scaled, *sizes), _fixed_in_queue(design, spec))


def _fixed_in_queue(design: WorkloadDesign, spec: Mapping[str, Any]) -> str | None:
    """The parts of a queued StatefulSet that Kueue's webhook refuses to change: the pod, and another number of pods."""
    if design.spec.kind != "stateful_set":
        return None
    return _digest({"replicas": spec["replicas"], "pod": spec["template"]["spec"]})


def cron_job(_: WorkloadDesign, __: Mapping[str, Any]) -> None:
    """Lifecycle of a cron job: every plan updates it to match the file, for its next run."""


def pod(_: WorkloadDesign, spec: Mapping[str, Any]) -> Lifecycle:
    """Lifecycle of a bare pod, whose labels and annotations change in place."""
    return _fixed("spec[0]", spec, {})


def job(design: WorkloadDesign, spec: Mapping[str, Any]) -> Lifecycle:
    """Lifecycle of a Job: its pod, and its time limit if the file has none (any more).

    For a limit that is removed the provider sends 0 (`patchJobV1Spec`): the Job would end at once. In a queue, plans
    leave alone what Kueue writes, and the file's own values of it are held instead.
    """
    template = "spec[0].template[0]"
    limit = [] if design.job and design.job.deadline_seconds else ["spec[0].active_deadline_seconds"]
    others = (f"{template}.metadata[0].annotations", *limit)
    held: dict[str, object] = {"labels": dict(design.spec.labels)} if design.spec.labels else {}
    if design.queued:
        pod = spec["template"]["spec"]
        held |= {"queue": design.queued.queue, "priority": design.priority_class}
        held |= {field: pod[field] for field in _MERGED}
        others = (*others, f"{template}.metadata[0].labels", *(f"{template}.spec[0].{field}" for field in _MERGED))
    return _fixed(
        f"{template}.spec[0]",
        spec["template"]["spec"],
        {**held, "pod_failure_policy": spec["pod_failure_policy"]},
        others,
    )


def _fixed(path: str, pod: Mapping[str, Any], held: Mapping[str, object], others: Sequence[str] = ()) -> Lifecycle:
    """Lifecycle of an object whose pod cannot change.

    Most edits of the pod replace it (ForceNew). Where the provider would plan an update in place and send nothing of
    it, every later plan would show the same update. So what only says where a pod may start, and with which Secrets,
    is left as it is: a group that comes later changes nothing here. Everything else of that kind replaces the object,
    as the other edits do; a Job's failure policy too, whose values Kubernetes refuses to change.
    """
    own, *rest = pod["container"]
    parts = {field: one[field] for one in (pod, own) for field in _UNSENT if one.get(field)}
    # The size of an emptyDir replaces by itself, and may be the same one in another unit.
    parts["volume"] = [{**one, "empty_dir": {}} if "empty_dir" in one else one for one in parts.get("volume", ())]
    parts |= {field: own["security_context"][field] for field in _SECURITY if own["security_context"].get(field)}
    if around := [*rest, *(pod["init_container"] or ())]:
        parts["around"] = around
    return Lifecycle((*(f"{path}.{field}" for field in _LEFT), *others), _digest({**_FIXED, **parts, **held}))


def _digest(parts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
