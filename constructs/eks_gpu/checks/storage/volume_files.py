"""The files of a volume are larger than Kubernetes accepts.

**Why.** A ConfigMap holds at most 1 MiB; the API server refuses a larger one in the middle of an apply.

**Fix.** Put large files into the image, or into a bucket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


_MOST_BYTES = 1024 * 1024

BAD = f"""\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - mount_path: /etc/train
        files:
          vocabulary.txt: {"x" * 1_048_577}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - mount_path: /etc/train
        files:
          train.yaml: |
            epochs: 3
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the sizes of each volume's files."""
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            size = sum(len(name) + len(text.encode()) for name, text in (volume.files or {}).items())
            if size > _MOST_BYTES:
                message = f"the files of {volume.mount_path} are {size:,} bytes, but a ConfigMap holds {_MOST_BYTES:,}"
                yield error(__name__, f"{where}.volumes[{index}].files", message, "put them into the image or a bucket")
