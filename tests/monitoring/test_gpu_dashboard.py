"""The Grafana dashboard: its model, its queries, its bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from eks_gpu.design.monitoring.counters import metric_names
from eks_gpu.monitoring.alert import NODE
from eks_gpu.monitoring.dashboard import dashboard, dashboard_text
from eks_gpu.monitoring.rules import AUTOSCALER_METRICS, STATE_METRICS, alert_rules
from tests.monitoring.watched import labels_kept, selectors, watched

plugins.register_default_plugins()
DESIGNS = {"all": watched(), "no-profiling": watched(profiling=False), "no-exporter": watched(dcgm_exporter=False)}


def lost(written: Any, read: Any, path: str = "") -> list[str]:
    """Fields that Grafana's own types do not know, or read as another type."""
    if isinstance(written, dict):
        if not isinstance(read, dict):
            return [path]
        return [wrong for key, value in written.items() for wrong in lost(value, read.get(key, ...), f"{path}.{key}")]
    if isinstance(written, list):
        if not isinstance(read, list) or len(read) != len(written):
            return [path]
        return [
            wrong
            for index, pair in enumerate(zip(written, read, strict=True))
            for wrong in lost(*pair, f"{path}[{index}]")
        ]
    return [] if written == read else [path]


def as_grafana_reads(document: dict[str, Any]) -> Any:
    return json.loads(json.dumps(Dashboard.from_json(document), cls=JSONEncoder))


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_it_is_of_grafanas_model(design: Any) -> None:
    document = dashboard(design)

    assert lost(document, as_grafana_reads(document)) == []


def test_a_key_that_grafana_does_not_know_is_seen() -> None:
    document = {**dashboard(DESIGNS["all"]), "colour": "red"}
    document["panels"][0]["fieldConfig"]["defaults"]["unti"] = "percent"

    assert lost(document, as_grafana_reads(document)) == [".panels[0].fieldConfig.defaults.unti", ".colour"]


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_every_query_is_promql_about_metrics_that_exist(design: Any) -> None:
    known = STATE_METRICS | AUTOSCALER_METRICS | {"ALERTS"}
    if design.dcgm_exporter:
        known |= metric_names(profiling=design.spec.monitoring.profiling)
    queries = [target["expr"] for panel in dashboard(design)["panels"] for target in panel["targets"]]

    assert queries
    assert {name for query in queries for name, _ in selectors(query)} <= known


def test_panels_lie_side_by_side_and_never_over_each_other() -> None:
    panels = dashboard(DESIGNS["all"])["panels"]
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) == 23
    assert len({panel["id"] for panel in panels}) == len(panels) >= 9
    assert all(panel["description"] and panel["title"] for panel in panels)


def test_tables_name_the_labels_that_their_queries_give() -> None:
    for panel in (panel for panel in dashboard(DESIGNS["all"])["panels"] if panel["type"] == "table"):
        (target,), (step,) = panel["targets"], panel["transformations"]

        assert set(step["options"]["renameByName"]) <= labels_kept(target["expr"])
        assert (target["format"], target["instant"], step["id"]) == ("table", True, "organize")


def test_the_alerts_panel_shows_those_of_this_cluster() -> None:
    for design in DESIGNS.values():
        ((_, matchers),) = selectors(dashboard(design)["panels"][0]["targets"][0]["expr"])

        assert matchers["alertname"].split("|") == list(dict.fromkeys(rule.name for rule in alert_rules(design)))


def test_nodes_are_found_by_the_exporters_label() -> None:
    variables = {one["name"]: one for one in dashboard(DESIGNS["all"])["templating"]["list"]}

    assert variables["node"]["query"] == f"label_values(DCGM_FI_DEV_FB_FREE, {NODE})"
    assert variables["datasource"]["query"] == "prometheus"


def test_it_is_the_same_every_time_and_names_its_cluster() -> None:
    text = dashboard_text(watched())

    assert text == dashboard_text(watched())
    assert json.loads(text)["title"] == "GPUs of base"
    assert len(json.loads(text)["uid"]) <= 40
