"""A queue of Kueue admits nothing, whatever its quota is.

**Why.** Kueue stops admitting work from a ClusterQueue whose flavors, topology or admission checks are missing, or that
somebody has stopped. Jobs stay suspended, and their own events do not say so.

**Fix.** Create what the condition names; the platform stack has the queues and flavors of the cluster file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# Reasons of the condition Active (`apis/kueue/v1beta2/clusterqueue_types.go` of v0.19.2).
_FIXES = {
    "FlavorNotFound": "cdktf deploy {cluster}-platform, which creates the flavors of all groups",
    "TopologyNotFound": "cdktf deploy {cluster}-platform, which creates the topology",
    "Stopped": 'kubectl patch clusterqueue {name} --type merge -p \'{{"spec": {{"stopPolicy": "None"}}}}\'',
    "Terminating": "kubectl get workloads.kueue.x-k8s.io -A: it goes when no work uses it any more",
}

BAD = """\
# kubectl get clusterqueue research -o yaml
kind: ClusterQueue
metadata: {name: research}
status:
  conditions:
    - type: Active
      status: "False"
      reason: FlavorNotFound
      message: "Can't admit new workloads: references missing ResourceFlavor(s): gpu."
"""
GOOD = """\
# kubectl get clusterqueue research -o yaml
kind: ClusterQueue
metadata: {name: research}
status:
  conditions:
    - {type: Active, status: "True", reason: Ready, message: Can admit new workloads}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """The condition Active of every queue."""
    for queue in situation.seen.cluster_queues:
        for condition in queue.status.conditions:
            if condition.type == "Active" and condition.status == "False":
                fix = _FIXES.get(condition.reason, "kubectl describe clusterqueue {name}")
                yield error(
                    __name__,
                    f"clusterqueue {queue.name}",
                    f"it admits nothing ({condition.reason}), so all work in it stays suspended",
                    fix.format(cluster=situation.design.name, name=queue.name),
                    seen=[condition.message],
                )
