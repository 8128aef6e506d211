"""Kubelet's settings have no effect, contradict each other, or leave nothing of a machine.

**Why.** On EKS's AL2023 AMIs, EKS's own `maxPods` wins over the one in user data (EKS user guide, "How maxPods is
determined"). With a threshold above the other, or with the CPU manager's policy `static` and no reserved CPU, kubelet
does not start: nodes are billed and never join.

**Fix.** Do what the message says; it names the two fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import setting_at
from eks_gpu.design import NodesDesign
from eks_gpu.scheduling.quantity import mebibytes, millicores
from eks_gpu.scheduling.reserved import least_memory_mib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, MachinesDesign
    from eks_gpu.problem import Problem

# Kubelet's own thresholds, in percent of the disk.
_LOW, _HIGH = 80, 85

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    nodes:
      kubelet: {max_pods: 50}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    os: bottlerocket
    nodes:
      kubelet: {max_pods: 50}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at kubelet's settings of every group, those of `defaults` included."""
    for group in design.all_machines:
        for field, message, fix, rests_on in (*_contradictions(group), *_sizes(group)):
            where = (*(f"{group.where}.{one}" for one in rests_on), "defaults", f"{group.where}.nodes")
            holder, subject = setting_at(design.spec, group, field)
            yield error(__name__, holder, f"{subject}{message}", fix, *where)


def _contradictions(group: MachinesDesign) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Field below `nodes`, message, edit, and fields of the group that it rests on."""
    kubelet = group.machine.kubelet
    # Only for managed nodes EKS sets a number; Karpenter's nodes take this one.
    managed = isinstance(group, NodesDesign) and not group.own_ami
    if kubelet.max_pods is not None and group.os == "al2023" and managed:
        message = f"on EKS's AL2023 AMIs EKS sets its own number, so max_pods: {kubelet.max_pods} has no effect"
        yield "kubelet.max_pods", message, "remove it, write 'os: bottlerocket', or use your own AMI", ("os", "ami")
    low = _LOW if kubelet.image_gc_low_percent is None else kubelet.image_gc_low_percent
    high = _HIGH if kubelet.image_gc_high_percent is None else kubelet.image_gc_high_percent
    if low >= high:
        message = f"images are deleted from {high} % down to {low} %, so the first must be larger"
        yield "kubelet.image_gc_high_percent", message, "raise it, or lower 'image_gc_low_percent'", ()
    reserved = kubelet.kube_reserved.cpu
    if kubelet.cpu_manager_policy == "static" and reserved is not None and not millicores(reserved):
        message = "the policy 'static' needs CPU that is reserved, and kubelet does not start without"
        yield "kubelet.cpu_manager_policy", message, "write 'kube_reserved: {cpu: 100m}' or more", ()


def _sizes(group: MachinesDesign) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    kubelet = group.machine.kubelet
    parts = (kubelet.kube_reserved, kubelet.system_reserved)
    memory = sum(mebibytes(part.memory or "0") for part in parts) + mebibytes(kubelet.eviction_memory or "0")
    cpu = sum(millicores(part.cpu or "0") for part in parts)
    small = [one for one in group.types if memory >= least_memory_mib(one) or cpu >= one.vcpus * 1000]
    if small:
        message = (
            f"a {small[0].name} has {small[0].vcpus} vCPUs and {small[0].memory_mib} MiB, and all of it is reserved"
        )
        yield "kubelet", message, "reserve less, or use larger types", ("instance_types",)
