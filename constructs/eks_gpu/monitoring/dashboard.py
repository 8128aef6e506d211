"""A Grafana dashboard of the GPUs of a cluster, in the model of Grafana's classic dashboards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eks_gpu.monitoring.alert import NODE
from eks_gpu.monitoring.panels import Panel, panels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design import ClusterDesign

# Schema version of the classic model; Grafana migrates older ones by itself.
_SCHEMA_VERSION = 39
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_COLUMNS, _HEIGHT = 24, 8


def dashboard(design: ClusterDesign) -> dict[str, Any]:
    """The dashboard; the same bytes for the same declaration."""
    return {
        "uid": f"eks-gpu-{design.name}"[:40],
        "title": f"GPUs of {design.name}",
        "description": "Written by `eks-gpu dashboard`; change the cluster file, not this.",
        "tags": ["eks-gpu", design.name],
        "editable": True,
        "graphTooltip": 1,
        "refresh": "1m",
        "schemaVersion": _SCHEMA_VERSION,
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [_SOURCES, *([_NODES] if design.dcgm_exporter else [])]},
        "panels": list(_laid_out(panels_of(design))),
    }


def dashboard_text(design: ClusterDesign) -> str:
    """The dashboard as JSON, for Grafana's import or a provisioned file."""
    return json.dumps(dashboard(design), indent=2, ensure_ascii=False) + "\n"


_SOURCES = {
    "name": "datasource",
    "label": "Prometheus",
    "type": "datasource",
    "query": "prometheus",
    "hide": 0,
}
_NODES = {
    "name": "node",
    "label": "Node",
    "type": "query",
    "datasource": _SOURCE,
    "query": f"label_values(DCGM_FI_DEV_FB_FREE, {NODE})",
    "sort": 1,
    "current": {"text": "All", "value": ["$__all"]},
    "refresh": 2,
    "multi": True,
    "includeAll": True,
    "allValue": ".*",
    "hide": 0,
}


def _laid_out(panels: Iterable[Panel]) -> Iterator[dict[str, Any]]:
    """From left to right, and on below where the next one has no room."""
    x = y = 0
    for number, panel in enumerate(panels, start=1):
        if x + panel.width > _COLUMNS:
            x, y = 0, y + _HEIGHT
        yield {
            "id": number,
            **_panel(panel),
            "gridPos": {"h": _HEIGHT, "w": panel.width, "x": x, "y": y},
        }
        x += panel.width


def _panel(panel: Panel) -> dict[str, Any]:
    table = panel.kind == "table"
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + number),
                "datasource": _SOURCE,
                "expr": query,
                "legendFormat": legend,
                **({"format": "table", "instant": True, "range": False} if table else {}),
            }
            for number, (query, legend) in enumerate(panel.queries)
        ],
        **({"transformations": [_columns(panel)]} if table else {}),
    }


def _columns(panel: Panel) -> dict[str, Any]:
    """Grafana's step that orders and names the columns of a table; time and value say nothing here."""
    return {
        "id": "organize",
        "options": {
            "excludeByName": {"Time": True, "Value": True},
            "indexByName": {label: index for index, label in enumerate(panel.columns)},
            "renameByName": dict(panel.columns),
        },
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    if panel.kind == "table":
        return {}
    steps: list[dict[str, Any]] = [{"value": None, "color": "green"}]
    if panel.alarming is not None:
        steps.append({"value": panel.alarming, "color": "red"})
    drawn = panel.alarming is not None and panel.kind == "timeseries"
    return {
        "unit": panel.unit,
        "min": 0,
        **({} if panel.most is None else {"max": panel.most}),
        "thresholds": {"mode": "absolute", "steps": steps},
        **({"custom": {"thresholdsStyle": {"mode": "line"}}} if drawn else {}),
    }
