"""Links of an FSx for Lustre file system to buckets overlap, or are too many.

**Why.** FSx links each folder and each prefix once, and refuses a link inside another one: `/data` next to
`/data/train`, or `s3://acme/` next to `s3://acme/train/`. It allows eight links a file system (FSx API,
CreateDataRepositoryAssociation; user guide, "Linking your file system to an Amazon S3 bucket").

**Fix.** Keep the link of the folder, or of the prefix, that contains the other one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_MOST = 8

BAD = """\
storage:
  - name: data
    fsx_lustre:
      size_gib: 4800
      zone: us-west-2a
      data_repositories:
        - {path: /data, bucket: acme-data}
        - {path: /data/train, bucket: acme-train}
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
  - name: data
    fsx_lustre:
      size_gib: 4800
      zone: us-west-2a
      data_repositories:
        - {path: /data, bucket: acme-data}
        - {path: /train, bucket: acme-train}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the links of each file system, in pairs."""
    for storage in design.storage:
        links = storage.data_repositories
        if len(links) > _MOST:
            where = f"{storage.where}.fsx_lustre.data_repositories"
            message = f"FSx links {_MOST} folders of a file system at most, and {storage.name} has {len(links)}"
            yield error(__name__, where, message, "link the folder above several of them")
        for one, other in combinations(links, 2):
            for field, first, second in (
                ("path", f"{one.spec.path.rstrip('/')}/", f"{other.spec.path.rstrip('/')}/"),
                ("prefix" if other.spec.prefix else "bucket", one.url, other.url),
            ):
                if first.startswith(second) or second.startswith(first):
                    message = f"{second} and {first} of {one.where} overlap, and FSx links neither inside the other"
                    yield error(__name__, f"{other.where}.{field}", message, "keep one of them", one.where)
