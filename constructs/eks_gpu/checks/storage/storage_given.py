"""A file system that somebody else made must let the nodes in, which no file can show.

**Why.** Terraform changes nothing about it. Without a rule in its security group, mounts time out, and pods stay in
ContainerCreating with FailedMount. Nodes have the cluster's security group, whose id is an output of the cluster stack,
so the rule can be written only after the first apply. EFA has no ports: both groups then need rules for all traffic
that name the other one, in both directions (FSx user guide, "EFA-enabled security groups").

**Fix.** Run the command of the message once, then accept this finding with `ignore` and a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ACCEPT = "then accept this with 'ignore'"
_PORTS = {"efs": "2049 (NFS), and has a mount target in each zone", "fsx_lustre": "988 and 1018 to 1023 (Lustre)"}
_COMMAND = (
    "aws ec2 authorize-security-group-ingress --group-id <of the file system> --protocol {protocol} "
    "--source-group <cluster-security-group-id>"
)
_FIRST_PORTS = {"efs": "2049", "fsx_lustre": "988"}

BAD = """\
storage:
  - {name: home, efs: {id: fs-0a1b2c3d}}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /home/user, storage: home}]
"""
GOOD = """\
storage:
  - {name: home, efs: {id: fs-0a1b2c3d}}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /home/user, storage: home}]
ignore:
  - {id: storage-given, where: "storage[0].efs.id", reason: its security group admits the nodes}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Say what each of them must admit."""
    for storage in design.storage:
        if not storage.given_id:
            continue
        where = f"{storage.where}.{storage.kind}.id"
        lustre = storage.spec.fsx_lustre
        if lustre and lustre.efa:
            both = "its security group and the nodes' one admit all traffic of each other, in both directions"
            command = _COMMAND.format(protocol="-1")
            fix = f"after the first apply run '{command}', then with the groups swapped, then both with '-egress'"
            message = f"pods reach {storage.given_id} over EFA only if {both}"
            yield warning(__name__, where, message, f"{fix}; {_ACCEPT}")
            continue
        message = f"pods cannot mount {storage.given_id} unless it admits the nodes at port {_PORTS[storage.kind]}"
        command = _COMMAND.format(protocol=f"tcp --port {_FIRST_PORTS[storage.kind]}")
        yield warning(__name__, where, message, f"after the first apply run '{command}', {_ACCEPT}")
