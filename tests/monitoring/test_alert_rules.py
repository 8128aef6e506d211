"""Alerts: that Prometheus can read them, that their metrics exist, and that they go off when they should."""

from __future__ import annotations

import io
import re
import subprocess
from typing import Any

import promql_parser
import pytest
from ruamel.yaml import YAML

from eks_gpu import catalog
from eks_gpu.design.monitoring.counters import metric_names
from eks_gpu.design.monitoring.thresholds import full_percent, least_free_mib
from eks_gpu.monitoring.alert import HELD, HOLDERS, NODE
from eks_gpu.monitoring.prometheus import as_file, as_resource
from eks_gpu.monitoring.rules import AUTOSCALER_METRICS, STATE_METRICS, alert_rules
from tests.monitoring.watched import GROUPS, labels_kept, selectors, watched

WITH, WITHOUT = watched(), watched(profiling=False)
RULES = [(design, rule) for design in (WITH, WITHOUT) for rule in alert_rules(design)]
# Prometheus' model of times and names (prometheus/common model/time.go, model/labels.go).
DURATION = re.compile(r"(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?")
NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
FIELDS = {"alert", "expr", "for", "labels", "annotations"}
# Labels of a metric in addition to those that Prometheus adds (dcgm-exporter render_metrics.go; kube-state-metrics).
LABELS = {NODE, "gpu", "UUID", "modelName", "GPU_I_ID", "GPU_I_PROFILE", "namespace", "pod", "xid", "clock_event"}
LABELS |= {"node", "resource", "reason", "type", "exported_pod"}
_CATALOGUE_PAGE = "analyzing-xid-catalog.html"
# Commands that an engineer on call has.
TOOLS = ("kubectl ", "aws ", "eks-gpu ")


def loaded(text: str) -> Any:
    return YAML(typ="safe").load(io.StringIO(text))


def rule(name: str, design: Any = WITH, **labels: str) -> Any:
    return next(
        alert_rule
        for alert_rule in alert_rules(design)
        if alert_rule.name == name and dict(alert_rule.labels) == labels
    )


@pytest.mark.parametrize(("design", "one"), RULES, ids=lambda value: getattr(value, "name", ""))
def test_every_metric_comes_out_of_something_that_is_scraped(design: Any, one: Any) -> None:
    profiling = design.spec.monitoring.profiling
    known = metric_names(profiling=profiling) | STATE_METRICS | AUTOSCALER_METRICS

    assert {name for name, _ in selectors(one.expression)} <= known


@pytest.mark.parametrize(("design", "one"), RULES, ids=lambda value: getattr(value, "name", ""))
def test_an_alert_names_only_labels_that_it_has(design: Any, one: Any) -> None:
    del design
    used = set(re.findall(r"\$labels\.(\w+)", f"{one.summary} {one.description} {one.command}"))

    assert used <= labels_kept(one.expression) <= LABELS


@pytest.mark.parametrize("design", [WITH, WITHOUT, watched(alerts={"idle_for": "2h", "idle_percent": 0.5})])
def test_the_file_is_what_promtool_takes(design: Any) -> None:
    """The checks of prometheus/prometheus model/rulefmt: known fields, names, durations, PromQL, no alert twice."""
    content = loaded(as_file(alert_rules(design)))

    assert set(content) == {"groups"}
    assert [group["name"] for group in content["groups"]] == ["eks-gpu-use", "eks-gpu-health", "eks-gpu-scaling"]
    seen = []
    for found in (rule for group in content["groups"] for rule in group["rules"]):
        assert set(found) <= FIELDS
        assert NAME.fullmatch(found["alert"])
        assert DURATION.fullmatch(found.get("for", "1s"))
        assert all(NAME.fullmatch(name) and isinstance(value, str) for name, value in found["labels"].items())
        assert found["labels"]["severity"] in {"critical", "warning", "info"}
        assert set(found["annotations"]) == {"summary", "description", "command"}
        assert all(text.count("{{") == text.count("}}") for text in found["annotations"].values())
        promql_parser.parse(found["expr"])
        seen.append((found["alert"], tuple(sorted(found["labels"].items()))))
    assert len(set(seen)) == len(seen) > 20


def test_the_resource_holds_the_same_rules() -> None:
    resource = loaded(as_resource(alert_rules(WITH), "base"))

    assert (resource["apiVersion"], resource["kind"]) == ("monitoring.coreos.com/v1", "PrometheusRule")
    assert resource["metadata"]["name"] == "base-gpu"
    assert resource["spec"] == loaded(as_file(alert_rules(WITH)))


@pytest.mark.parametrize(("design", "one"), RULES, ids=lambda value: getattr(value, "name", ""))
def test_each_says_what_it_means_and_what_to_run_next(design: Any, one: Any) -> None:
    del design
    assert one.description.endswith((".", _CATALOGUE_PAGE))
    assert one.command.startswith(TOOLS)
    shell = re.sub(r"{{.*?}}", "x", one.command)
    assert subprocess.run(["bash", "-n", "-c", shell], check=False, capture_output=True).returncode == 0


def test_the_words_of_an_xid_are_those_of_the_alert() -> None:
    """Prometheus picks them by the label when it goes off; each branch of its template is one code."""
    for name, kind in (("GpuXidHardware", "hardware"), ("GpuXidApplication", "application")):
        meanings = dict(re.findall(r'if eq \$labels\.xid "(\d+)" }}(.*?){{', rule(name).description))

        assert meanings == {str(xid.code): f"{xid.meaning}; {xid.action}" for xid in catalog.xids() if xid.kind == kind}


def test_idle_is_measured_by_profiling_where_there_is_some() -> None:
    with_it, without = rule("GpuHeldIdle").expression, rule("GpuHeldIdle", WITHOUT).expression
    holders = {name for name, _ in selectors(HOLDERS)}

    assert {name for name, _ in selectors(with_it)} - holders == {
        "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
        "DCGM_FI_DEV_GPU_UTIL",
    }
    assert {name for name, _ in selectors(without)} - holders == {"DCGM_FI_DEV_GPU_UTIL"}
    assert with_it.endswith("<= 5")


@pytest.mark.parametrize(("design", "one"), RULES, ids=lambda value: getattr(value, "name", ""))
def test_nothing_is_read_by_pod_that_the_exporter_splits_among_pods(design: Any, one: Any) -> None:
    """`isPerProcessMetric` of its `process_metrics.go`: with shared GPUs these are zero for each pod."""
    del design
    by_pod = {name for name, matchers in selectors(one.expression) if "pod" in matchers}

    assert not by_pod & {"DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED"}


def test_held_by_a_pod_is_not_held_by_the_exporter() -> None:
    pattern = re.fullmatch(r'pod!~"(.*)"', HELD)

    assert pattern
    assert re.fullmatch(pattern[1], "dcgm-exporter-x7k2p")
    assert re.fullmatch(pattern[1], "")
    assert not re.fullmatch(pattern[1], "vllm-7d9c")


def test_times_and_shares_are_those_of_the_declaration() -> None:
    design = watched(alerts={"idle_percent": 12.5, "idle_for": "3h", "pending_for": "7m"})

    assert rule("GpuHeldIdle", design).lasting == "3h"
    assert rule("GpuHeldIdle", design).expression.endswith("<= 12.5")
    assert rule("GpuPodPending", design).lasting == "7m"


def test_nodes_that_stay_by_declaration_are_not_called_unused() -> None:
    assert rule("GpuNodeUnused").lasting == "1h"
    for kept in ({"min": 1}, {"schedules": [{"cron": "0 7 * * 1-5", "min": 1}]}):
        design = watched(gpu_node_groups=[*GROUPS[:1], {**GROUPS[1], **kept}])
        assert "GpuNodeUnused" not in {alert_rule.name for alert_rule in alert_rules(design)}


@pytest.mark.parametrize(
    ("model", "memory_mib", "free", "full"),
    [
        ("T4", 16384, 512, 96.9),
        ("A10G", 22888, 512, 97.8),
        ("L40S", 45776, 512, 98.9),
        ("A100", 40960, 512, 98.8),
        ("A100", 81920, 819, 99.0),
        ("H100", 81920, 819, 99.0),
        ("B200", 183359, 1834, 99.0),
    ],
)
def test_thresholds_are_those_of_the_model(model: str, memory_mib: int, free: int, full: float) -> None:
    found = next(one for one in catalog.gpu_telemetry() if (one.model, one.memory_mib) == (model, memory_mib))

    assert (least_free_mib(found), full_percent(found)) == (free, full)


def test_each_model_of_the_cluster_has_its_own_threshold_and_no_other_has() -> None:
    memory = [alert_rule for alert_rule in alert_rules(WITH) if alert_rule.name == "GpuMemoryFull"]

    assert [one.labels["gpu_model"] for one in memory] == ["A10G 22 GiB", "H100 80 GiB", "L40S 44 GiB"]
    assert [one.expression.rpartition(" ")[2] for one in memory] == ["512", "819", "512"]


# As NVIDIA's driver names them.
PRODUCTS = {
    ("T4", 16384): "Tesla T4",
    ("T4g", 16384): "NVIDIA T4G",
    ("V100", 32768): "Tesla V100-SXM2-32GB",
    ("A10G", 22888): "NVIDIA A10G",
    ("A100", 40960): "NVIDIA A100-SXM4-40GB",
    ("A100", 81920): "NVIDIA A100-SXM4-80GB",
    ("L4", 22888): "NVIDIA L4",
    ("L40S", 45776): "NVIDIA L40S",
    ("H100", 81920): "NVIDIA H100 80GB HBM3",
    ("H200", 144384): "NVIDIA H200",
    ("B200", 183359): "NVIDIA B200",
    ("B300", 275040): "NVIDIA B300 SXM6 AC",
    ("RTX PRO 4500", 32768): "NVIDIA RTX PRO 4500 Blackwell Server Edition",
    ("RTX PRO Server 6000", 98304): "NVIDIA RTX PRO 6000 Blackwell Server Edition",
}


@pytest.mark.parametrize("key", PRODUCTS, ids=str)
def test_a_products_name_fits_only_its_model(key: tuple[str, int]) -> None:
    fits = [model for model in catalog.gpu_telemetry() if re.fullmatch(model.names, PRODUCTS[key])]

    assert [(fit.model, fit.memory_mib) for fit in fits] == [key]


def test_the_catalogue_knows_every_model_by_its_name() -> None:
    assert {(model.model, model.memory_mib) for model in catalog.gpu_telemetry()} == {
        (gpu_model.model, gpu_model.memory_mib) for gpu_model in catalog.gpu_models()
    }
    assert set(PRODUCTS) == {(gpu_model.model, gpu_model.memory_mib) for gpu_model in catalog.gpu_models()}


def test_every_xid_is_in_exactly_one_alert() -> None:
    """An XID that no alert knows goes to the third; if two alerts knew one, it would be reported twice."""
    patterns = {
        name: [(matcher.op, matcher.value) for matcher in _matchers(rule(name).expression)]
        for name in ("GpuXidHardware", "GpuXidApplication", "GpuXidOther")
    }

    def alerts(code: str) -> list[str]:
        return [
            name
            for name, wanted in patterns.items()
            if all((re.fullmatch(value, code) is not None) == (op == promql_parser.MatchOp.Re) for op, value in wanted)
        ]

    assert alerts("79") == alerts("63") == ["GpuXidHardware"]
    assert alerts("31") == alerts("94") == ["GpuXidApplication"]
    assert alerts("92") == ["GpuXidOther"]
    # The exporter has a series without errors too, and it has no XID.
    assert alerts("") == alerts("0") == []
    assert all(len(alerts(str(code))) == 1 for code in range(1, 200))


def _matchers(expression: str) -> list[Any]:
    comparison: Any = promql_parser.parse(expression)
    selector = comparison.lhs.expr
    return [matcher for matcher in selector.matchers.matchers if matcher.name == "xid"]


def test_nodes_are_repaired_for_the_reasons_of_the_agent() -> None:
    """aws/eks-node-monitoring-agent 1.7.0, WellKnownXidCodes."""
    known = (46, 48, 54, 62, 63, 64, 74, 79, 95, 109, 110, 119, 120, 136, 140, 142, 143, 151, 155, 156, 158)

    assert tuple(xid.code for xid in catalog.xids() if xid.repaired) == known
    assert all(xid.kind == "hardware" for xid in catalog.xids() if xid.repaired)


def test_groups_that_nobody_repairs_are_named() -> None:
    assert "large" in rule("GpuNodeNotReady").description
    assert "small" not in rule("GpuNodeNotReady").description


@pytest.mark.parametrize(
    ("group", "name", "fits"),
    [
        ("small", "eks-small-us-west-2a-20261121141500000000000001-a1b2", True),
        ("small", "eks-small-eu-west-1a-20261121141500000000000001-a1b2", False),
        ("large", "eks-large-20261121141500000000000001-a1b2", True),
        ("large", "eks-small-us-west-2a-20261121141500000000000001-a1b2", False),
    ],
)
def test_a_group_at_its_maximum_is_found_by_its_auto_scaling_groups(group: str, name: str, *, fits: bool) -> None:
    found = list(selectors(rule("GpuGroupAtMaximum", group=group).expression))
    (pattern,) = {matchers["node_group"] for _, matchers in found if "node_group" in matchers}

    assert (re.fullmatch(pattern, name) is not None) == fits


def test_without_an_exporter_only_what_kubernetes_knows_is_left() -> None:
    design = watched(dcgm_exporter=False)
    names = {name for alert_rule in alert_rules(design) for name, _ in selectors(alert_rule.expression)}

    assert names <= STATE_METRICS | AUTOSCALER_METRICS
    assert not any("node_group" in name for name in names)
    assert {"GpuPodPending", "GpuNodeNotReady"} <= {alert_rule.name for alert_rule in alert_rules(design)}


def test_the_autoscaler_counts_the_nodes_of_groups_where_an_alert_asks() -> None:
    flag = "--emit-per-nodegroup-metrics=true"

    assert WITH.autoscaler
    assert flag in WITH.autoscaler.arguments
    assert (unwatched := watched(dcgm_exporter=False).autoscaler)
    assert flag not in unwatched.arguments
