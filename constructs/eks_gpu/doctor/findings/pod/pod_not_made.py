"""A controller cannot create its pods, so no pod exists that could wait.

**Why.** The API server refuses each pod because of a webhook that does not answer, a policy, a quota, or a missing
service account. Only an event of the controller reports it; `kubectl get pods` shows nothing.

**Fix.** Follow the message of the event.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings.pod._ends import known_end
from eks_gpu.doctor.stand_in import UNKNOWN_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Event
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# (message, meaning, fix): messages of the API server.
_KNOWN = (
    (
        r"failed calling webhook \"([^\"]+)\"",
        "a webhook that every pod must pass does not answer: {0}",
        (
            "kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations | grep -i {1}; check that the "
            "webhook's pods run, or delete the configuration if its owner was uninstalled"
        ),
    ),
    (
        r"violates PodSecurity \"([^\"]+)\"",
        "the namespace's PodSecurity level {0} forbids such pods",
        (
            "kubectl get namespace {namespace} --show-labels: lower pod-security.kubernetes.io/enforce, or adapt the "
            "pod to this level"
        ),
    ),
    (
        r"serviceaccount \"([^\"]+)\" not found",
        "its service account {0} does not exist",
        "kubectl -n {namespace} get serviceaccounts; declare service_account, or create it",
    ),
    (
        r"no PriorityClass with name (\S+) was found",
        "its priority class {0} does not exist",
        "cdktf deploy {cluster}-platform, which creates the declared priority classes",
    ),
    (
        r"exceeded quota: ([^,]+)",
        "the quota {0} of the namespace is used up",
        "kubectl -n {namespace} describe resourcequota {0}; raise it, or let others end",
    ),
)
SYMPTOM = True

BAD = """\
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: ReplicaSet, name: serve-7c9d4f6b5, namespace: team}
reason: FailedCreate
message: >-
  Error creating: Internal error occurred: failed calling webhook "mpod.elbv2.k8s.aws": failed to call
  webhook: no endpoints available for service "aws-load-balancer-webhook-service"
"""
GOOD = """\
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: ReplicaSet, name: serve-7c9d4f6b5, namespace: team}
type: Normal
reason: SuccessfulCreate
message: "Created pod: serve-7c9d4f6b5-00000"
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """The newest refusal of each namespace, except for GPU quotas, which `pod-refused` reports."""
    reported: set[tuple[str, str]] = set()
    for event in reversed(situation.seen.events):
        namespace = event.about.namespace or event.metadata.namespace or "default"
        if event.reason != "FailedCreate" or ("exceeded quota" in event.message and "gpu" in event.message):
            continue
        known = next(((row, found) for row in _KNOWN if (found := re.search(row[0], event.message))), None)
        later = next(situation.events_of(event.about.kind, event.about.name, namespace), event)
        if later.reason == "SuccessfulCreate":
            # A later attempt was no longer refused.
            continue
        key = (namespace, known[0][0] if known else event.about.name)
        if key in reported:
            continue
        reported.add(key)
        message = "the API server refuses to create its pods"
        named = event.about.namespace or event.metadata.namespace
        fix = f"kubectl {f'-n {named} ' if named else ''}get events | grep FailedCreate"
        if known:
            (_, means, what), found = known
            values = {"namespace": namespace, "cluster": situation.design.name}
            service = found[1].split(".")[1] if found[1].count(".") > 1 else found[1]
            message = f"the API server refuses to create its pods: {means.format(found[1])}"
            fix = what.format(found[1], service, **values)
        else:
            means, what = known_end(event.message)
            message, fix = (f"{message}: {means}", what) if means else (message, fix)
        tell = error if _matters(situation, event, namespace) else warning
        yield tell(
            __name__, f"{event.about.kind.lower()} {namespace}/{event.about.name}", message, fix, seen=[event.message]
        )


def _matters(situation: Situation, event: Event, namespace: str) -> bool:
    """Whether the event concerns a declared workload, or a component that GPUs need."""
    declared = any(
        workload.spec.namespace == namespace and event.about.name.startswith(workload.name)
        for workload in situation.design.workloads
    )
    return (
        declared
        or situation.design.name == UNKNOWN_NAME
        or "nvidia" in event.about.name
        or "autoscaler" in event.about.name
        or "nvidia.com/" in event.message
    )
