"""An FSx file system is neither created nor found: a size, or an id with its mount name, is missing.

**Why.** Terraform creates a file system of a size, or mounts one that exists by its id and mount name. With both, the
size and the deployment would say nothing, though they look as if they did.

**Fix.** Write `size_gib`, or `id` and `mount_name`: `aws fsx describe-file-systems --file-system-ids fs-…` prints the
name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
storage:
  - {name: data, fsx_lustre: {zone: us-west-2a, id: fs-0a1b2c3d}}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data}]
"""
GOOD = """\
storage:
  - {name: data, fsx_lustre: {zone: us-west-2a, id: fs-0a1b2c3d, mount_name: ab1cdbev}}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data}]
ignore:
  - {id: storage-given, where: "storage[0].fsx_lustre.id", reason: its security group admits the nodes}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at size, id and mount name together."""
    for storage in design.storage:
        lustre, where = storage.spec.fsx_lustre, f"{storage.where}.fsx_lustre"
        if lustre is None:
            continue
        if lustre.id and lustre.size_gib:
            message = f"{lustre.id} exists and has a size, so {lustre.size_gib} GiB would say nothing"
            yield error(__name__, f"{where}.size_gib", message, "remove it, or remove 'id' to create a file system")
        elif lustre.id and lustre.metadata_iops:
            message = f"{lustre.id} exists with its own settings, so 'metadata_iops' would say nothing"
            fix = "remove it, or remove 'id' to create a file system"
            yield error(__name__, f"{where}.metadata_iops", message, fix, f"{where}.id")
        elif lustre.id and not lustre.mount_name:
            command = f"aws fsx describe-file-systems --file-system-ids {lustre.id}"
            message = f"{lustre.id} cannot be mounted without its mount name"
            yield error(__name__, where, message, f"add 'mount_name', which '{command}' prints")
        elif not lustre.id and lustre.mount_name:
            message = "FSx gives a new file system its mount name; only one that exists has it beforehand"
            yield error(__name__, f"{where}.mount_name", message, "add 'id', or remove it")
        elif not lustre.id and not lustre.size_gib:
            message = "the file system has neither a size to create it nor an id to find it"
            yield error(__name__, where, message, "add 'size_gib', or 'id' and 'mount_name'")
