"""A GPU pod waits for its volume.

**Why.** An EBS volume exists in one zone. A group over several zones may start the node in another zone, and the
autoscaler plans with the group's first zone. A claim that is not bound has no StorageClass, or its class creates
volumes at once, in a zone that the class chooses.

**Fix.** Declare one node group for each zone (`max_per_zone`), and use a StorageClass with `WaitForFirstConsumer`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import kubectl, pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_SAID = re.compile(
    r"volume node affinity conflict|unbound immediate PersistentVolumeClaims|persistentvolumeclaim \"\S+\" not found|"
    r"didn't find available persistent volumes|exceed max volume count",
)
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Pending
---
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: Pod, name: serve-7c9d4f6b5-00000, namespace: team}
reason: NotTriggerScaleUp
message: "pod didn't trigger scale-up: 2 node(s) had volume node affinity conflict"
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Read the messages about waiting pods."""
    quotes = [(pod, situation.told(pod, "FailedScheduling", "NotTriggerScaleUp")) for pod in situation.gpu_pods.waiting]
    found = [(pod, text) for pod, texts in quotes for text in texts if _SAID.search(text)]
    if not found:
        return
    pod, text = found[0]
    if "affinity conflict" in text:
        message = "its volume is in a zone where its group cannot start a node"
        per_zone = all(len(pool.node_group.zones) == 1 for _, pool in situation.groups.pools)
        fix = (
            "declare the group with max_per_zone, one node group for each zone; or recreate the volume where nodes are"
        )
        if per_zone:
            fix = (
                "kubectl get pv -o "
                "custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,ZONE:.spec.nodeAffinity."
                "required.nodeSelectorTerms[0].matchExpressions[0].values: add that zone to the group's zones, "
                "or recreate the volume where nodes are"
            )
    else:
        message = "its volume claim is not bound"
        fix = f"{kubectl(pod)} describe pvc; the platform stack's default StorageClass is gp3"
    yield error(__name__, pods(list({one.full_name: one for one, _ in found}.values())), message, fix, seen=[text])
