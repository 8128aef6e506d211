"""Add-ons and their configuration."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

MONITOR = "eks-node-monitoring-agent"
CPU = {"resources": {"requests": {"cpu": "4"}}}


def configured(name: str, **values: Any) -> dict[str, Any]:
    return {"addons": {name: {"configuration": values}}}


CASES: tuple[Case, ...] = (
    fails(
        "addon-configuration",
        f"addons.{MONITOR}.configuration.dcgmAgent.tolerations",
        'the file says [], but eks-gpu sets [{"effect"',
        **configured(MONITOR, dcgmAgent={"tolerations": []}),
    ),
    fails(
        "addon-configuration",
        "addons.amazon-cloudwatch-observability.configuration.containerLogs.enabled",
        "the file says true, but eks-gpu sets false",
        monitoring={"cloudwatch": True},
        **configured("amazon-cloudwatch-observability", containerLogs={"enabled": True}),
    ),
    # A switch is not a number, whatever Python says.
    fails(
        "addon-configuration",
        "addons.amazon-cloudwatch-observability.configuration.containerLogs.enabled",
        "0, but",
        monitoring={"cloudwatch": True},
        **configured("amazon-cloudwatch-observability", containerLogs={"enabled": 0}),
    ),
    passes(
        "addon-configuration",
        monitoring={"cloudwatch": True},
        **configured("amazon-cloudwatch-observability", containerLogs={"enabled": False}),
    ),
    passes("addon-configuration", **configured(MONITOR, dcgmAgent={"resources": {"limits": {"cpu": "1"}}})),
    passes("addon-configuration", **configured("coredns", replicaCount=3)),
    fails(
        "addon-environment",
        "addons.vpc-cni.configuration.env.ENABLE_PREFIX_DELEGATION",
        'write "true"',
        **configured("vpc-cni", env={"ENABLE_PREFIX_DELEGATION": True}),
    ),
    fails(
        "addon-environment",
        "addons.vpc-cni.configuration.init.env.DISABLE_TCP_EARLY_DEMUX",
        "1 is not text",
        **configured("vpc-cni", init={"env": {"DISABLE_TCP_EARLY_DEMUX": 1}}),
    ),
    passes("addon-environment", **configured("vpc-cni", env={"WARM_IP_TARGET": "5"})),
    passes("addon-environment", **configured("coredns", env=[{"name": "A", "value": 1}])),
    warns("addon-absent", "addons.aws-efs-csi-driver", "a storage with 'efs'", addons={"aws-efs-csi-driver": {}}),
    warns(
        "addon-absent",
        "addons.amazon-cloudwatch-observability",
        "monitoring",
        **configured("amazon-cloudwatch-observability", tolerations=[]),
    ),
    passes("addon-absent", addons={"coredns": {}}),
    fails("addon-version", "addons.kube-proxy", "newer", addons={"kube-proxy": {"version": "v1.36.0-eksbuild.1"}}),
    passes("addon-version", **configured("kube-proxy", mode="iptables")),
    # The nodes of the base have 3660m, and its pod asks for less.
    fails("workload-never-scales", "workloads[0]", "use larger instance types", **configured("kube-proxy", **CPU)),
)
