"""The autoscaler looks for the groups of another cluster, or keeps idle GPU nodes.

**Why.** The autoscaler finds groups by two tags. With another cluster's name in the second tag it finds none of this
cluster's groups. With its default arguments, it never removes a node that runs a pod with an emptyDir or a pod of
kube-system.

**Fix.** Apply the platform stack. If Helm or another tool manages the autoscaler as well, remove one of the two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings._about import autoscaler_of_others, deploy_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_PREFIX = "k8s.io/cluster-autoscaler/"
_KEEPING = ("--skip-nodes-with-local-storage=false", "--skip-nodes-with-system-pods=false")

BAD = """\
# kubectl -n kube-system get deployment cluster-autoscaler -o yaml
kind: Deployment
metadata: {name: cluster-autoscaler, namespace: kube-system}
spec:
  template:
    spec:
      containers:
        - name: cluster-autoscaler
          args:
            - --node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/research
"""
GOOD = """\
# kubectl -n kube-system get deployment cluster-autoscaler -o yaml
kind: Deployment
metadata: {name: cluster-autoscaler, namespace: kube-system}
spec:
  template:
    spec:
      containers:
        - name: cluster-autoscaler
          args:
            - --node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/vision
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Read the arguments of the autoscaler's Deployment."""
    name = situation.design.cluster_name
    for deployment in situation.programs.autoscalers if situation.design.autoscaled else ():
        arguments = [word for container in deployment.containers for word in (*container.command, *container.args)]
        if not any(word.startswith("--") for word in arguments):
            continue
        tags = f"{_PREFIX}enabled,{_PREFIX}{name}"
        edit = f"give it --node-group-auto-discovery=asg:tag={tags} {' '.join(_KEEPING)}"
        fix = deploy_platform(situation, autoscaler_of_others(situation, edit))
        where = f"deployment {deployment.full_name}"
        text = " ".join(arguments)
        found = set(re.findall(rf"{_PREFIX}([\w.-]+)", text)) - {"enabled"}
        if found and name not in found:
            message = f"it looks for groups of the cluster {', '.join(sorted(found))!r}, not of {name!r}"
            yield error(__name__, where, message, fix)
        elif "node-group-auto-discovery" not in text and "--nodes=" not in text:
            yield error(__name__, where, "no --node-group-auto-discovery: it looks for no groups at all", fix)
        elif "node-group-auto-discovery" in text and not found:
            message = "it finds groups only by the tag 'enabled', which the groups of other clusters have too"
            yield warning(__name__, where, message, fix)
        missing = [flag for flag in _KEEPING if flag not in arguments]
        if missing:
            message = f"without {' and '.join(missing)} it never removes some idle GPU nodes"
            yield warning(__name__, where, message, fix)
