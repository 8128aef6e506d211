"""The edit leaves an EKS add-on to others or to nobody, which deletes the one that runs.

**Why.** With `existing` or `none` Terraform deletes the add-on, and EKS deletes its pods with it (EKS API, DeleteAddon,
without `preserve`), before others can install theirs. Its IAM role goes too. Without the VPC CNI no pod gets an
address, without CoreDNS no pod resolves a name, and without a storage driver no volume is mounted.

**Fix.** To hand the add-on over while it runs, first take it and its role out of the cluster stack's state
(`terraform state list` shows both, `terraform state rm` takes them out), then apply the edit. Otherwise install the
other one directly after the apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.owners import addon_entries, addon_owner
from eks_gpu.design.platform.addons import EBS_DRIVER, INSIGHTS
from eks_gpu.design.platform.vpc_cni import VPC_CNI
from eks_gpu.design.storage.shared_storage import ADDONS
from eks_gpu.spec.components import NOBODYS, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ClusterSpec

_UNMOUNTED = "no pod mounts its volumes"
# Consequences for pods that run or start.
_BREAKS = {
    "eks-pod-identity-agent": "no pod gets new AWS credentials by Pod Identity",
    VPC_CNI: "no new pod gets an address",
    "kube-proxy": "Services do not reach new pods, and new nodes do not become ready",
    "coredns": "no pod resolves a name",
    EBS_DRIVER: _UNMOUNTED,
    **dict.fromkeys(ADDONS.values(), _UNMOUNTED),
}
# Consequences that stop no pod.
_MISSING = {
    "metrics-server": "`kubectl top` and horizontal autoscalers have no numbers",
    "eks-node-monitoring-agent": "EKS sees no fault of a GPU, and repairs no node because of one",
    INSIGHTS: "its log group goes with 30 days of events, and alarms on GPUs get no data",
}

BEFORE = """\
monitoring: {cloudwatch: true}
"""
BAD = """\
monitoring: {cloudwatch: true}
addons: {amazon-cloudwatch-observability: existing}
"""
GOOD = """\
monitoring: {cloudwatch: true}
addons:
  amazon-cloudwatch-observability: {resolve_conflicts: preserve}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for add-ons that eks-gpu installed and that the file now leaves to others."""
    for addon in old.addons:
        if addon.existing or not _is_left(new.spec, addon.name):
            continue
        role = " with its role" if addon.service_account else ""
        consequence = _BREAKS.get(addon.name) or _MISSING.get(addon.name, "its pods are deleted")
        message = f"Terraform deletes the add-on {addon.name}{role}: {consequence}, until others have installed theirs"
        kept = "them" if role else "it"
        fix = f"to keep {kept}, run 'terraform state rm' for {kept} in the cluster stack before the apply"
        report = error if addon.name in _BREAKS else warning
        yield report(__name__, f"addons.{addon.name}", message, fix)


def _is_left(spec: ClusterSpec, name: str) -> bool:
    """Whether others or nobody install an add-on; without an entry, Container Insights are eks-gpu's everywhere."""
    owner = addon_entries(spec).get(name) if name == INSIGHTS else addon_owner(spec, name)
    return owner in {THEIRS, NOBODYS}
