"""Helm releases of plans and states: components that eks-gpu has itself, and charts for `charts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.plans.resources import text

if TYPE_CHECKING:
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources

_PLUGIN, _EFA_PLUGIN = "device_plugin", "efa_plugin"
# Fields of components that others may have on an existing cluster, by chart; a second one would be in the way.
_FIELDS = {
    "nvidia-device-plugin": _PLUGIN,
    "nvdp": _PLUGIN,
    "gpu-operator": _PLUGIN,
    "aws-efa-k8s-device-plugin": _EFA_PLUGIN,
}
# Charts that a new cluster does without (`eks_gpu.checks.charts.chart_component` refuses most of them).
_INSTALLED = {
    "nvidia-device-plugin": "NVIDIA's device plugin, and two on one node hide its GPUs",
    "nvdp": "NVIDIA's device plugin, and two on one node hide its GPUs",
    "aws-efa-k8s-device-plugin": "the EFA device plugin",
    "cluster-autoscaler": "the Cluster Autoscaler",
    "metrics-server": "metrics-server as an add-on",
    "aws-ebs-csi-driver": "the EBS driver as an add-on",
}
_ADVICE = {
    "dcgm-exporter": "write `monitoring: {dcgm_exporter: true}` instead",
    "gpu-operator": "write it into `charts` without driver, toolkit and device plugin, which the nodes have already",
}
_USUAL = "write it into `charts`"


def import_releases(result: Imported, resources: Resources, *, existing: bool) -> None:
    """Leave components to the releases that install them, or note the releases; eks-gpu's own are of `charts`.

    Args:
        result: The cluster.
        resources: All resources.
        existing: Whether the releases run on a cluster that exists, and go on running there.
    """
    found: dict[str, list[str]] = {}
    for one in resources.of("helm_release"):
        chart = text(one.values, "chart").rpartition("/")[2]
        if resources.is_ours:
            found.setdefault(_USUAL, []).append(one.address)
        elif existing:
            if chart in _FIELDS:
                result.put(_FIELDS[chart], "existing")
        elif chart in _INSTALLED:
            result.changed(one.address, f"eks-gpu installs {_INSTALLED[chart]}: leave the chart out")
        else:
            found.setdefault(_ADVICE.get(chart, _USUAL), []).append(one.address)
    for advice, addresses in found.items():
        more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        result.left(f"{addresses[0]}{more}", advice)
