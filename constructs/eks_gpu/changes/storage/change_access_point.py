"""The edit replaces or removes an access point that volumes of a running cluster use.

**Why.** EFS cannot change an access point, so Terraform deletes it and creates another. Kubernetes cannot change the
volume behind a claim: the provider plans an update, reports success and sends nothing, again at every plan. New pods
keep looking for the deleted access point and stay in `ContainerCreating`; pods that run lose access to the file system
(EFS user guide, "Deleting access points"). No file is deleted, and none changes its owner.

**Fix.** For other values, add a second access point under a new name, move the workloads to it, and remove the old one
in a later apply. Give existing files to the new user once, as root, in a job that mounts the whole file system. To
remove an access point, apply the workloads stack first and the cluster stack afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._stacks import deploy
from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.storage.shared_storage import AccessPointDesign
    from eks_gpu.problem import Problem

_FIELDS = ("path", "user", "group")

BEFORE = """\
storage:
  - name: home
    efs:
      access_points:
        - {name: alice, path: /alice, user: 1000, group: 1000}
workloads:
  - name: notebook
    kind: deployment
    image: registry.example/notebook:1
    ports: [8888]
    volumes:
      - {mount_path: /home, storage: home, access_point: alice}
"""
BAD = """\
storage:
  - name: home
    efs:
      access_points:
        - {name: alice, path: /alice, user: 1001, group: 1000}
workloads:
  - name: notebook
    kind: deployment
    image: registry.example/notebook:1
    ports: [8888]
    volumes:
      - {mount_path: /home, storage: home, access_point: alice}
"""
GOOD = """\
storage:
  - name: home
    efs:
      access_points:
        - {name: alice, path: /alice, user: 1000, group: 1000}
        - {name: alice-1001, path: /alice, user: 1001, group: 1000}
workloads:
  - name: notebook
    kind: deployment
    image: registry.example/notebook:1
    ports: [8888]
    volumes:
      - {mount_path: /home, storage: home, access_point: alice-1001}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the access points of file systems that stay."""
    points = {(point.storage, point.name): point for storage in new.storage for point in storage.access_points}
    left = {storage.name: storage.where for storage in new.storage if storage.kind == "efs"}
    for storage in old.storage:
        # A file system that goes, with all its access points, is found by a rule of its own.
        if storage.name in left:
            for was in storage.access_points:
                yield from _judge(was, points, f"{left[storage.name]}.efs", deploy(new, "workloads"))


def _judge(
    was: AccessPointDesign, points: Mapping[tuple[str, str], AccessPointDesign], where: str, command: str
) -> Iterator[Problem]:
    now = points.get((was.storage, was.name))
    changed = [field for field in _FIELDS if now and getattr(was.spec, field) != getattr(now.spec, field)]
    if not was.namespaces or (now and not changed):
        return
    kept = [namespace for namespace in now.namespaces if namespace in was.namespaces] if now else []
    if now and kept:
        message = (
            f"{listed(changed)} of the access point {was.name} cannot change: another one replaces it, and the volumes "
            f"in {listed(kept)} keep the deleted one"
        )
        fix = "add it under another name, move the workloads to it, and remove this one in a later apply"
        yield error(__name__, f"{now.where}.{changed[0]}", message, fix)
        return
    message = f"the cluster stack deletes the access point {was.name} while running pods mount it"
    fix = f"apply the workloads stack before the others: {command}"
    yield warning(__name__, now.where if now else where, message, fix)
