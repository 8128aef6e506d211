"""The declaration wants the Cluster Autoscaler, but it is not installed.

**Why.** Nothing else adds nodes: the minimum and maximum of a node group are bounds, not a policy.

**Fix.** Apply the platform stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings._about import autoscaler_of_others, deploy_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl -n kube-system get deployment cluster-autoscaler -o yaml
kind: Deployment
metadata: {name: cluster-autoscaler, namespace: kube-system}
spec:
  replicas: 0
"""
GOOD = """\
# kubectl -n kube-system get deployment cluster-autoscaler -o yaml
kind: Deployment
metadata: {name: cluster-autoscaler, namespace: kube-system}
spec:
  replicas: 1
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for a Deployment or a pod of the autoscaler."""
    if not situation.design.autoscaled:
        return
    lists = [kind for kind in ("Pod", "Deployment") if situation.programs.shows_all(kind)]
    # A log of the autoscaler proves that it exists, whatever one list says.
    known = bool(lists) and (len(lists) > 1 or next(situation.seen.log("autoscaler"), None) is None)
    if known and not situation.programs.autoscalers and not situation.programs.autoscaler_pods:
        message = "there is no Deployment and no pod of the autoscaler: nothing adds GPU nodes"
        needed = (situation.gpu_pods.waiting or not situation.groups.gpu_nodes) and not situation.withholds_devices
        tell = error if needed else warning
        edit = "install it there, or write 'autoscaler: {kind: cluster-autoscaler}'"
        fix = deploy_platform(situation, autoscaler_of_others(situation, edit))
        yield tell(__name__, "autoscaler", message, fix)
    elif situation.programs.autoscalers and all(
        autoscaler.spec.replicas == 0 for autoscaler in situation.programs.autoscalers
    ):
        name = situation.programs.autoscalers[0].name
        message = f"deployment {name} has 0 replicas: nothing adds GPU nodes"
        namespace = situation.programs.autoscalers[0].metadata.namespace or "kube-system"
        yield error(__name__, "autoscaler", message, f"kubectl -n {namespace} scale deployment/{name} --replicas=1")
