"""The consequences of editing each field of the cluster file for a running cluster: one line per field.

Keys are paths of the schema, such as ``gpu_node_groups[].sharing.mig``. `changes` takes its reasons from here. Tests
synthesize edits of every field, and compare the Terraform, this table and the findings.

An entry describes the field by itself. Fields that follow from it if they are not written (a workload's CPU from the
types of its groups, for example) have entries of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.effects.charts import CHARTS
from eks_gpu.effects.cluster import CLUSTER
from eks_gpu.effects.effect import Edits, Effect
from eks_gpu.effects.monitoring import MONITORING
from eks_gpu.effects.network import NETWORK
from eks_gpu.effects.nodes import NODES
from eks_gpu.effects.pools import POOLS
from eks_gpu.effects.queueing import QUEUEING
from eks_gpu.effects.storage import STORAGE
from eks_gpu.effects.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Mapping[str, Edits] = {
    **CLUSTER,
    **NETWORK,
    **NODES,
    **POOLS,
    **MONITORING,
    **STORAGE,
    **QUEUEING,
    **WORKLOADS,
    **CHARTS,
}

__all__ = ["FIELDS", "Edits", "Effect", "below", "why"]


def below(path: str, effect: Effect) -> tuple[str, ...]:
    """Names of the fields directly below a path for which some edit, or an edit of a part, has this effect."""
    prefix = f"{path}."
    found = (key for key, edits in FIELDS.items() if key.startswith(prefix) and effect in edits.effects())
    paths = (key.removeprefix(prefix) for key in found)
    return tuple(dict.fromkeys(key.partition(".")[0].removesuffix("[]") for key in paths))


def why(path: str, effect: Effect) -> str:
    """The reason why some edit of a field has an effect, as the beginning of a message."""
    found = (FIELDS[path], *FIELDS[path].cases.values())
    return next(entry.why for entry in found if effect in {entry.set, entry.change, entry.unset})
