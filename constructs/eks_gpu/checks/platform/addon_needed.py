"""The file relies on an add-on that the cluster does not have, or that nobody said it has.

**Why.** Without the Pod Identity agent the pods of a service account get no AWS credentials. Without the driver of a
storage its volumes are never mounted. Without metrics-server nothing scales by CPU or memory. On an existing cluster
eks-gpu installs none of them unasked, and cannot see at plan what others run.

**Fix.** If the add-on runs there (`kubectl get pods -n kube-system`), write `existing`. Write a version to let eks-gpu
install it; `aws eks describe-addon-versions` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.owners import addon_entries, addon_owner, makes_storage_class
from eks_gpu.design.storage.shared_storage import ADDONS, KINDS, kinds_of
from eks_gpu.spec.components import NOBODYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
addons: {metrics-server: none}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    scaling: {min: 1, max: 2, metrics: [{cpu_percent: 60}]}
"""
GOOD = """\
addons: {metrics-server: existing}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    scaling: {min: 1, max: 2, metrics: [{cpu_percent: 60}]}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare what the file needs with what it says of the add-ons."""
    spec, entries = design.spec, addon_entries(design.spec)
    for name, reason, where in _needed(design):
        version = catalog.addon_version(name, spec.kubernetes_version) or "a version"
        fix = f"write '{name}: existing' under 'addons' if others run it there, or '{name}: {version}' to install it"
        if addon_owner(spec, name) == NOBODYS:
            yield error(__name__, f"addons.{name}", f"{reason}, and 'none' says that nobody runs it", fix, where)
        elif spec.existing_cluster and name not in entries:
            message = f"{reason}; eks-gpu does not install it on an existing cluster unless a version is written"
            yield warning(__name__, where, message, fix, "addons", "existing_cluster")


def _needed(design: ClusterDesign) -> Iterator[tuple[str, str, str]]:
    """Each add-on with the reason and the place that needs it."""
    spec = design.spec
    roles = [account for account in design.service_accounts if account.role_name]
    if roles or design.autoscaler or any(addon.service_account and not addon.existing for addon in design.addons):
        who = f"service account {roles[0].name}" if roles else "the autoscaler" if design.autoscaler else "an add-on"
        where = roles[0].where if roles else "autoscaler" if design.autoscaler else "addons"
        yield "eks-pod-identity-agent", f"{who} gets its AWS permissions from the Pod Identity agent", where
    claiming = [work.where for work in design.workloads if any(one.kind == "claim" for one in work.volumes)]
    if claiming or (makes_storage_class(spec) and spec.storage_class is not None):
        yield "aws-ebs-csi-driver", "the EBS driver creates the volumes of claims", (claiming or ["storage_class"])[0]
    for kind in KINDS:
        if kind in kinds_of(spec):
            yield ADDONS[kind], f"storage of kind {kind} is mounted by this driver", "storage"
    for index, workload in enumerate(spec.workloads):
        metrics = workload.scaling.metrics if workload.scaling else ()
        if any(metric.cpu_percent or metric.memory_percent for metric in metrics):
            yield "metrics-server", "scaling by CPU or memory reads metrics-server", f"workloads[{index}].scaling"
            return
