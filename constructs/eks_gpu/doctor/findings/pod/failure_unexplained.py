"""Something fails visibly, and no rule and no known message explains it.

**Why.** A pod that crashes, cannot start or waits, or an event of type Warning, is never silence: the doctor quotes the
failure, so that nobody takes a short report for good news.

**Fix.** Gather the answer that the finding names, and add it to the folder or the paste.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import describe, pods, previous_log
from eks_gpu.doctor.findings._failures import HARMLESS, about_of, failures
from eks_gpu.doctor.findings._over import is_over
from eks_gpu.doctor.findings._unready import unready
from eks_gpu.doctor.signatures.derived.codes import by_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Event
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.findings._failures import Failure
    from eks_gpu.doctor.situation.whole import Situation

SYMPTOM = True
# Failed objects that get a finding of their own; the others are counted.
_MOST = 8
_IMAGE = re.compile(r"Image|Pull")
_ENDED = re.compile(r"CrashLoopBackOff|Error$|RunContainerError|StartError|ContainerStatusUnknown")

BAD = """\
# kubectl get pods -A
kind: Pod
metadata: {name: metrics-server-6c4d6b7f9b-x2k9p, namespace: kube-system}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
  containerStatuses:
    - name: metrics-server
      ready: false
      restartCount: 12
      state: {waiting: {reason: CrashLoopBackOff}}
      lastState: {terminated: {reason: Error, exitCode: 2}}
"""
GOOD = """\
# kubectl get pods -A
kind: Pod
metadata: {name: metrics-server-6c4d6b7f9b-x2k9p, namespace: kube-system}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
  containerStatuses:
    - name: metrics-server
      ready: true
      restartCount: 12
      state: {running: {}}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Every visible failure; those that another finding explains are left out where findings are sorted."""
    found: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures(situation):
        found.setdefault((failure.pod.maker or failure.where, failure.state), []).append(failure)
    for mine in [*found.values()][:_MOST]:
        yield _of_pod(mine)
    if len(found) > _MOST:
        message = f"{len(found) - _MOST} more pods fail"
        yield error(__name__, "other pods", message, "kubectl get pods -A | grep -vE 'Running|Completed'")
    for where, message, fix, quote in unready(situation):
        yield error(__name__, where, message, fix, seen=[quote])
    reported: set[tuple[str, str]] = set()
    for event in reversed(situation.seen.events):
        key = (event.reason, event.about.kind)
        if _is_warning(event) and key not in reported and not is_over(situation, event):
            reported.add(key)
            message = f"an event of type Warning reports {event.reason or 'a failure'}"
            fix = f"kubectl describe {_typed(event)}, and the log of the component that reports it"
            yield error(__name__, about_of(event), message, fix, seen=(f"{event.reason}: {event.message}",))


def _is_warning(event: Event) -> bool:
    return event.type == "Warning" and not HARMLESS.search(event.reason) and bool(event.reason)


def _typed(event: Event) -> str:
    named = f"-n {event.about.namespace} " if event.about.namespace else ""
    return f"{named}{event.about.kind.lower() or 'pod'} {event.about.name}"


def _of_pod(mine: list[Failure]) -> Finding:
    one = mine[0]
    message, fix = _explained(one)
    return error(__name__, names_of(mine), message, fix, seen=[text for text in one.texts if text][:2])


def _explained(one: Failure) -> tuple[str, str]:
    """The cause that the state and the last end of the container name, and where the rest stands."""
    end = next((status.ended for status in one.pod.statuses if status.name == one.container and status.ended), None)
    reason = end.reason if end and end.reason in by_code("states") else one.state.removeprefix("Init:")
    known = by_code("states").get(reason)
    container = f" of container {one.container}" if one.container else ""
    log = previous_log(one.pod).replace(" --previous", f" -c {one.container} --previous" if one.container else "")
    if known:
        return f"{known.means}{container} ({reason})", f"{known.next}: {describe(one.pod)}"
    ended = by_code("exits").get(str(end.exit_code)) if end and end.exit_code else None
    if ended:
        return f"its state{container} is {one.state}: {ended.means}", f"{ended.next}: {log}"
    message = f"its state{container} is {one.state}, and nothing that was gathered says why"
    if _IMAGE.search(one.state):
        return (
            f"kubelet cannot pull its image ({one.state})",
            f"{describe(one.pod)}: its last event has the registry's answer",
        )
    if _ENDED.search(one.state):
        return message, log if one.container else previous_log(one.pod)
    return message, f"{describe(one.pod)}: its events give the reason"


def names_of(mine: list[Failure]) -> str:
    """The first pods of those that fail alike, and how many more there are."""
    return pods([one.pod for one in mine])
