"""A chart installs a component that eks-gpu installs already.

**Why.** Two device plugins register the same GPUs, and pods fail at random; two autoscalers change the same Auto
Scaling groups against each other; a second metrics-server or DNS is refused, because the EKS add-on owns the objects.

**Fix.** Remove the chart. The GPU Operator can run next to eks-gpu if its values switch off what exists already:
`driver`, `toolkit` and `devicePlugin`, and `dcgmExporter` with `monitoring.dcgm_exporter`, each with
`enabled: false`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._chart_values import merged_values
from eks_gpu.checks._report import error
from eks_gpu.checks._where import charts
from eks_gpu.design.charts.load_balancer_controller import CHART, design_controller
from eks_gpu.spec.components import THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ADDONS = {
    "aws-ebs-csi-driver": "aws-ebs-csi-driver",
    "aws-vpc-cni": "vpc-cni",
    "coredns": "coredns",
    "metrics-server": "metrics-server",
}
# The operator's own parts, which are on by default (NVIDIA GPU Operator, "Common Chart Customization Options").
_OPERATOR = ("driver", "toolkit", "devicePlugin")

BAD = """\
charts:
  - name: metrics
    namespace: kube-system
    repository: https://kubernetes-sigs.github.io/metrics-server
    chart: metrics-server
    version: 3.12.2
"""
GOOD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the charts with eks-gpu's components."""
    for index, (where, chart) in enumerate(charts(design.spec)):
        name = chart.chart.rpartition("/")[2]
        if name == "gpu-operator":
            yield from _operator(design, where, merged_values(design, index))
        elif component := _component(design, name):
            message = f"the chart {name!r} installs what eks-gpu installs already ({component})"
            yield error(__name__, f"{where}.chart", message, "remove the chart")


def _component(design: ClusterDesign, chart: str) -> str:
    if chart in {"nvidia-device-plugin", "nvdp"} and design.device_plugin:
        return "its NVIDIA device plugin"
    if chart == "cluster-autoscaler" and design.autoscaler:
        return "its Cluster Autoscaler"
    if (chart == CHART and design_controller(design.spec)) or (chart == "kueue" and design.queueing):
        return "'load_balancer_controller'" if chart == CHART else "'queueing'"
    if chart == "dcgm-exporter" and design.dcgm_exporter:
        return "'monitoring.dcgm_exporter'"
    if chart == "aws-efa-k8s-device-plugin" and design.efa_plugin:
        return "its EFA device plugin"
    addon = _ADDONS.get(chart)
    return f"the EKS add-on {addon}" if addon in {one.name for one in design.addons if not one.existing} else ""


def _operator(design: ClusterDesign, where: str, values: Mapping[str, object]) -> Iterator[Problem]:
    others = {"devicePlugin"} if design.spec.device_plugin == THEIRS else set()
    parts = [*(part for part in _OPERATOR if part not in others), *(["dcgmExporter"] if design.dcgm_exporter else [])]
    on = [part for part in parts if not _is_off(values.get(part))]
    if on:
        message = f"the GPU Operator would also install {', '.join(on)}, which the nodes have already"
        fix = f"write in its values: {', '.join(f'{part}: {{enabled: false}}' for part in on)}"
        yield error(__name__, f"{where}.values", message, fix)


def _is_off(part: object) -> bool:
    return isinstance(part, dict) and part.get("enabled") is False
