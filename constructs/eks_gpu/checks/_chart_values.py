"""The values that a chart gets from the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from eks_gpu.design.charts.documents import UnreadableError, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign


def merged_values(design: ClusterDesign, index: int) -> Mapping[str, object]:
    """Values of a chart as Helm merges them: mappings key by key, later ones win (`mergeMaps` of the provider)."""
    merged: Mapping[str, object] = {}
    for values in _texts(design, index):
        merged = _merged(merged, values)
    return _merged(merged, design.spec.charts[index].values)


def _texts(design: ClusterDesign, index: int) -> Iterator[Mapping[str, object]]:
    for number in range(len(design.spec.charts[index].values_files)):
        file = design.files.get(f"charts[{index}].values_files[{number}]")
        try:
            for document in documents(file.text or "") if file else ():
                if isinstance(document.value, dict):
                    yield document.value
        except UnreadableError:
            continue


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> Mapping[str, object]:
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged
