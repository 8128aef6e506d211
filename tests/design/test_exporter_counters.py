"""The list of counters, as the exporter reads it."""

from __future__ import annotations

import csv

import pytest

from eks_gpu.design.monitoring.counters import COUNTERS, counters_text, metric_names


@pytest.mark.parametrize("profiling", [True, False])
def test_the_exporter_can_read_it(*, profiling: bool) -> None:
    """NVIDIA/dcgm-exporter internal/pkg/counters/variables.go: three columns, types of Prometheus, no field twice."""
    rows = list(csv.reader(counters_text(profiling=profiling).splitlines(), skipinitialspace=True))

    assert {len(row) for row in rows} == {3}
    assert {row[1] for row in rows} <= {"gauge", "counter", "label"}
    assert all(row[0].startswith(("DCGM_FI_", "DCGM_EXP_")) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_without_profiling_nothing_asks_for_more_than_a_look() -> None:
    left = {counter.name for counter in COUNTERS} - {
        row.split(",")[0] for row in counters_text(profiling=False).splitlines()
    }

    assert left == {counter.name for counter in COUNTERS if counter.name.startswith("DCGM_FI_PROF_")} != set()


def test_labels_are_not_metrics() -> None:
    assert "DCGM_FI_DRIVER_VERSION" not in metric_names(profiling=True)
