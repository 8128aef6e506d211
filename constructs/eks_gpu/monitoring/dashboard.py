"""A Grafana dashboard of the GPUs of a cluster, in the model of Grafana's classic dashboards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eks_gpu.monitoring.panels import Panel, panels_of

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

# Of the classic model; Grafana brings older ones up to date by itself.
_SCHEMA_VERSION = 39
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_WIDTH, _HEIGHT = 8, 8
_COLUMNS = 24 // _WIDTH


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
        "panels": [_panel(index, panel) for index, panel in enumerate(panels_of(design))],
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
    "query": "label_values(DCGM_FI_DEV_GPU_TEMP, hostname)",
    "refresh": 2,
    "multi": True,
    "includeAll": True,
    "allValue": ".*",
    "hide": 0,
}


def _panel(index: int, panel: Panel) -> dict[str, Any]:
    row, column = divmod(index, _COLUMNS)
    return {
        "id": index + 1,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": _SOURCE,
        "gridPos": {"h": _HEIGHT, "w": _WIDTH, "x": column * _WIDTH, "y": row * _HEIGHT},
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + number), "datasource": _SOURCE, "expr": query, "legendFormat": legend}
            for number, (query, legend) in enumerate(panel.queries)
        ],
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"value": None, "color": "green"}]
    if panel.alarming is not None:
        steps.append({"value": panel.alarming, "color": "red"})
    most = {} if panel.most is None else {"max": panel.most}
    return {"unit": panel.unit, "min": 0, **most, "thresholds": {"mode": "absolute", "steps": steps}}
