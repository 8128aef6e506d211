"""A release is larger than Helm can store.

**Why.** Helm keeps each release, with its chart and its objects, compressed in one Kubernetes Secret, which can hold
1 MiB. The installation of a larger release fails with `data: Too long`.

**Fix.** Divide the files into several entries of `manifests`. Large ones are usually definitions
(CustomResourceDefinitions), whose descriptions make up most of their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.local_chart import stored_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Kubernetes' limit for the data of a Secret (core/v1, MaxSecretSize), less what the record holds besides.
_MOST_BYTES = 2**20 - 16 * 1024

BAD = """\
# bundle.yaml: 900 KB that compress badly
manifests:
  - name: things
    files: [bundle.yaml]
    apply: true
"""
GOOD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compress the charts that are synthesized, as Helm does."""
    for release in design.releases:
        size = stored_bytes(release.local) if release.local else 0
        if size > _MOST_BYTES:
            message = f"the release {release.name!r} takes {size // 1024:,} KiB in a Secret, which holds 1,024"
            yield error(__name__, f"{release.where}.files", message, "divide the files into several entries")
