"""Settings of a group's nodes contradict each other, or keep the nodes from joining.

**Why.** Kubelet does not start if one of the kernel parameters that it checks has another value
(`protectKernelDefaults`). Releases of AL2023 before 2025-10 do not
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
from eks_gpu.checks._where import release_of, setting_at
from eks_gpu.design import NodesDesign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, MachinesDesign
    from eks_gpu.problem import Problem

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
      sysctls: {vm.overcommit_memory: "2"}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    nodes:
      sysctls: {vm.max_map_count: "262144"}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the settings of every group, those of `defaults` included."""
    for group in design.all_machines:
        for field, message, fix, rests_on in _found(group):
            where = (*(f"{group.where}.{one}" for one in rests_on), "defaults", f"{group.where}.nodes")
            holder, subject = setting_at(design.spec, group, field)
            yield error(__name__, holder, f"{subject}{message}", fix, *where)


def _found(group: MachinesDesign) -> Iterator[_Found]:
    """Field below `nodes`, message, edit, and fields of the group that it rests on."""
    machine, os = group.machine, group.os
    for name, value in machine.sysctls.items():
        if _CHECKED.get(name, value) != value:
            message = f"kubelet does not start with {name} = {value}; it expects {_CHECKED[name]}"
            yield f"sysctls.{name}", message, f"write '{_CHECKED[name]}', or remove it", ()
    if machine.registry_mirrors and getattr(group.spec, "parallel_image_pull", False):
        message = "with 'parallel_image_pull' layers come from the registry itself, whatever 'registry_mirrors' says"
        yield "registry_mirrors", message, "remove one of the two", ("parallel_image_pull",)
    for index, one in enumerate(machine.registry_mirrors):
        if any(".dkr.ecr." in endpoint for endpoint in one.endpoints):
            message = (
                f"nodes have no credentials for ECR when they pull an image of {one.registry}, and ECR refuses them"
            )
            yield f"registry_mirrors[{index}].endpoints", message, "name ECR's host in the images instead", ()
    registries = [one.registry for one in machine.registry_mirrors]
    for index, name in enumerate(registries):
        if name in registries[:index]:
            message = f"there are mirrors of {name} already, at registry_mirrors[{registries.index(name)}]"
            yield f"registry_mirrors[{index}].registry", message, "put all endpoints into one entry", ()
    release = release_of(group.spec) if isinstance(group, NodesDesign) else None
    dated = _AL2023.fullmatch(release) if release and os == "al2023" else None
    if machine.http_proxy and dated and int(dated[1]) < _FIRST_WITH_ENVIRONMENT:
        message = f"AL2023 release {release} does not know the setting of a proxy, and its nodes would not join"
        yield "http_proxy", message, "write a release of 2025-10 or newer in 'ami.release_version'", ("ami", "os")
    if machine.user_data is not None and getattr(getattr(group.spec, "ami", None), "user_data", None) is not None:
        message = "the group has user data in 'ami.user_data' as well, and only one of the two would be used"
        yield "user_data", message, "put both into one of them", ("ami",)
