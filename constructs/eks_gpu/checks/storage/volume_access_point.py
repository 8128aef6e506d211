"""A volume names an access point that its storage does not have.

**Why.** Only EFS has access points, and each belongs to one file system. Without its claim a pod stays Pending
(`persistentvolumeclaim not found`), and the autoscaler reports nothing.

**Fix.** Write the name of an entry of `efs.access_points` of the storage that the volume names, or leave `access_point`
out to mount the whole file system.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead
from eks_gpu.checks._where import workloads
from eks_gpu.design.storage.volumes import kinds_of_volume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import StorageSpec, VolumeSpec

# Cannot be ignored: the pod would mount a claim that nobody creates.
IGNORABLE = False

BAD = """\
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
      - {mount_path: /home, storage: home, access_point: alicia}
"""
GOOD = """\
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


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the access points of volumes with those of their storage."""
    stored = {storage.name: (index, storage) for index, storage in enumerate(design.spec.storage)}
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            here = f"{where}.volumes[{index}]"
            if volume.access_point is None:
                continue
            if volume.storage is None:
                kind = next(iter(kinds_of_volume(volume)), "nothing")
                message = (
                    f"access_point {volume.access_point!r} belongs to a volume on 'storage', and this one has {kind}"
                )
                fix = "write 'storage' with the name of the EFS file system, or remove 'access_point'"
                yield error(__name__, f"{here}.access_point", message, fix, here)
            elif found := stored.get(volume.storage):
                yield from _compare(f"{here}.access_point", volume, *found)


def _compare(where: str, volume: VolumeSpec, index: int, storage: StorageSpec) -> Iterator[Problem]:
    if storage.efs is None:
        message = f"{storage.name} has no access points, because only 'efs' has any"
        yield error(
            __name__, where, message, "remove 'access_point', or name storage of kind 'efs'", f"storage[{index}]"
        )
        return
    names = [point.name for point in storage.efs.access_points]
    if volume.access_point not in names:
        asked = str(volume.access_point)
        message = f"{storage.name} has no access point {asked!r}; it has {among(names)}"
        add = f"add '- {{name: {asked}, path: /{asked}, user: 1000, group: 1000}}' to its 'access_points'"
        names_at = tuple(f"storage[{index}].efs.access_points[{number}].name" for number in range(len(names)))
        yield error(
            __name__, where, message, instead(asked, names, add), f"storage[{index}].efs.access_points[*]", *names_at
        )
