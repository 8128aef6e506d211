"""Alerts as Prometheus reads them: a file of rules, or the resource of its operator."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.monitoring.alert import AlertRule


def rule_groups(rules: Iterable[AlertRule]) -> dict[str, Any]:
    """The content of a file of rules (prometheus.io/docs/prometheus/latest/configuration/alerting_rules)."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        groups.setdefault(rule.group, []).append(_rule(rule))
    return {"groups": [{"name": name, "rules": found} for name, found in groups.items()]}


def as_file(rules: Iterable[AlertRule]) -> str:
    """For `rule_files`, and for promtool."""
    return _yaml(rule_groups(rules))


def as_resource(rules: Iterable[AlertRule], cluster: str) -> str:
    """A PrometheusRule, for `kubectl apply`.

    It is printed and not in a stack: a custom resource could be planned only where its definition is installed.
    """
    return _yaml(
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {"name": f"{cluster}-gpu", "labels": {"app.kubernetes.io/managed-by": "eks-gpu"}},
            "spec": rule_groups(rules),
        }
    )


def _rule(rule: AlertRule) -> dict[str, Any]:
    lasting = {"for": rule.lasting} if rule.lasting else {}
    return {
        "alert": rule.name,
        "expr": rule.expression,
        **lasting,
        "labels": {"severity": rule.severity, **rule.labels},
        "annotations": {"summary": rule.summary, "description": rule.description, "command": rule.command},
    }


def _yaml(content: dict[str, Any]) -> str:
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    writer.dump(content, text)
    return text.getvalue()
