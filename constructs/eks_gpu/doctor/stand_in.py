"""A declaration for answers that come without a cluster file: only its name and region are of the cluster."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from eks_gpu.design import design_cluster
from eks_gpu.spec import load_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign
    from eks_gpu.doctor.answers.observations import Observations

_REGION = re.compile(r"\b[a-z]{2}(?:-gov|-iso\w?)?-[a-z]{4,9}-\d\b")
_NAME = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
# Placeholders in commands where the texts name no region and no cluster.
UNKNOWN_REGION, UNKNOWN_NAME = "us-west-2", "name-of-cluster"
_FILE = """\
name: {name}
region: {region}
kubernetes_version: "1.34"
network: {{zones: [{region}a, {region}b]}}
access: {{runner: vpc}}
gpu_node_groups:
  - {{name: gpu, instance_types: [g5.xlarge], max: 1}}
"""


def stand_in(seen: Observations, texts: Iterable[str]) -> tuple[ClusterDesign, bool]:
    """A design with the cluster's name and region as far as the answers name them, and whether they name the region.

    Args:
        seen: The answers.
        texts: The texts that they come from.
    """
    names = [cluster.name for cluster in seen.clusters] + [group.cluster for group in seen.node_groups]
    name = next((one for one in names if _NAME.fullmatch(one)), UNKNOWN_NAME)
    regions = Counter(found for text in texts for found in _REGION.findall(text))
    for region, _ in regions.most_common(3):
        if design := _design(name, region):
            return design, True
    design = _design(name, UNKNOWN_REGION) or _design(UNKNOWN_NAME, UNKNOWN_REGION)
    if design is None:
        msg = "the stand-in for a cluster file does not pass its own checks"
        raise RuntimeError(msg)
    return design, False


@lru_cache(maxsize=8)
def _design(name: str, region: str) -> ClusterDesign | None:
    loaded = load_text(_FILE.format(name=name, region=region), "no cluster file")
    return None if loaded.spec is None else design_cluster(loaded.spec, loaded.files)
