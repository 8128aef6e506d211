"""Settings of a group's nodes contradict each other, or keep the nodes from joining.

**Why.** On EKS's AL2023 AMIs, EKS's own `maxPods` wins over the one in user data. Kubelet does not start if one of the
kernel parameters that it checks has another value (`protectKernelDefaults`). Releases of AL2023 before 2025-10 do not
know `instance.environment`, through which the proxy is set, and refuse the whole configuration. With
`parallel_image_pull`, the SOCI snapshotter fetches layers itself and does not read the mirrors. Private ECR registries
refuse mirrored pulls, because kubelet gets credentials for the registry in the image's name only. In all these cases
nodes start and are billed, but do not work as the file says.

**Fix.** Do what the message says; it names the two fields.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import release_of
from eks_gpu.scheduling.quantity import mebibytes, millicores
from eks_gpu.scheduling.reserved import least_memory_mib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodesDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ClusterSpec

# The values that kubelet checks (kubernetes/kubernetes, `staging/src/k8s.io/component-helpers/node/util/sysctl`), which
# nodeadm and Bottlerocket set.
_CHECKED = {
    "vm.overcommit_memory": "1",
    "vm.panic_on_oom": "0",
    "kernel.panic": "10",
    "kernel.panic_on_oops": "1",
    "kernel.keys.root_maxkeys": "1000000",
    "kernel.keys.root_maxbytes": "25000000",
}
_AL2023 = re.compile(r"1\.\d+\.\d+-(\d{8})")
_FIRST_WITH_ENVIRONMENT = 20251001
_Found = tuple[str, str, str, tuple[str, ...]]

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
    """Look at the settings of every group, those of `defaults` included."""
    for group in design.all_groups:
        for field, message, fix, rests_on in _found(group):
            # A setting that the group does not have itself stands in `defaults`.
            holder = _holder(design.spec, group, field)
            where = (*(f"{group.where}.{one}" for one in rests_on), "defaults", f"{group.where}.nodes")
            subject = f"{group.name}: " if holder == "defaults" else ""
            yield error(__name__, f"{holder}.nodes.{field}", f"{subject}{message}", fix, *where)


def _holder(spec: ClusterSpec, group: NodesDesign, field: str) -> str:
    first = field.partition(".")[0]
    own = first in group.spec.nodes.model_fields_set
    return group.where if own or first not in spec.defaults.nodes.model_fields_set else "defaults"


def _found(group: NodesDesign) -> Iterator[_Found]:
    """Field below `nodes`, message, edit, and fields of the group that it rests on."""
    yield from _of_kubelet(group)
    machine, os = group.machine, group.spec.os
    for name, value in machine.sysctls.items():
        if _CHECKED.get(name, value) != value:
            message = f"kubelet does not start with {name} = {value}; it expects {_CHECKED[name]}"
            yield f"sysctls.{name}", message, f"write '{_CHECKED[name]}', or remove it", ()
    if machine.registry_mirrors and group.spec.parallel_image_pull:
        message = "with 'parallel_image_pull' layers come from the registry itself, whatever 'registry_mirrors' says"
        yield "registry_mirrors", message, "remove one of the two", ("parallel_image_pull",)
    for index, one in enumerate(machine.registry_mirrors):
        if any(".dkr.ecr." in endpoint for endpoint in one.endpoints):
            message = (
                f"nodes have no credentials for ECR when they pull an image of {one.registry}, and ECR refuses them"
            )
            fix = "use a registry that needs none, or write ECR's host into the images, such as with 'images.registry'"
            yield f"registry_mirrors[{index}].endpoints", message, fix, ()
    registries = [one.registry for one in machine.registry_mirrors]
    for index, name in enumerate(registries):
        if name in registries[:index]:
            message = f"there are mirrors of {name} already, at registry_mirrors[{registries.index(name)}]"
            yield f"registry_mirrors[{index}].registry", message, "put all endpoints into one entry", ()
    release = release_of(group.spec)
    dated = _AL2023.fullmatch(release) if release and os == "al2023" else None
    if machine.http_proxy and dated and int(dated[1]) < _FIRST_WITH_ENVIRONMENT:
        message = f"AL2023 release {release} does not know the setting of a proxy, and its nodes would not join"
        yield "http_proxy", message, "write a release of 2025-10 or newer in 'ami.release_version'", ("ami", "os")
    both = getattr(getattr(group.spec, "ami", None), "user_data", None) is not None
    if machine.user_data is not None and both:
        message = "the group has user data in 'ami.user_data' as well, and only one of the two would be used"
        yield "user_data", message, "put both into one of them", ("ami",)


def _of_kubelet(group: NodesDesign) -> Iterator[_Found]:
    kubelet = group.machine.kubelet
    own_ami = group.launch_template.image_id is not None
    if kubelet.max_pods is not None and group.spec.os == "al2023" and not own_ami:
        message = f"on EKS's AL2023 AMIs EKS sets its own number, so max_pods: {kubelet.max_pods} has no effect"
        yield "kubelet.max_pods", message, "remove it, write 'os: bottlerocket', or use your own AMI", ("os", "ami")
    low, high = kubelet.image_gc_low_percent, kubelet.image_gc_high_percent
    if (low is not None or high is not None) and (80 if low is None else low) >= (85 if high is None else high):
        message = f"images are deleted from {high or 85} % down to {low or 80} %, so the first must be larger"
        yield "kubelet.image_gc_high_percent", message, "raise it, or lower 'image_gc_low_percent'", ()
    if (
        kubelet.cpu_manager_policy == "static"
        and kubelet.kube_reserved.cpu
        and not millicores(kubelet.kube_reserved.cpu)
    ):
        message = "the policy 'static' needs CPU that is reserved, and kubelet does not start without"
        yield "kubelet.cpu_manager_policy", message, "write 'kube_reserved: {cpu: 100m}' or more", ()
    for kind in group.types:
        parts = (kubelet.kube_reserved, kubelet.system_reserved)
        memory = sum(mebibytes(part.memory or "0") for part in parts) + mebibytes(kubelet.eviction_memory or "0")
        cpu = sum(millicores(part.cpu or "0") for part in parts)
        if memory >= least_memory_mib(kind) or cpu >= kind.vcpus * 1000:
            message = f"a {kind.name} has {kind.vcpus} vCPUs and {kind.memory_mib} MiB, and all of it is reserved"
            yield "kubelet", message, "reserve less, or use larger types", ("instance_types",)
            return
