"""Offers of AWS, Kubernetes and NVIDIA: committed facts with source and date, never looked up during synthesis.

`data/SOURCE.json` says where each file is from; `tools/update_catalog.py` writes and checks them.
"""

from __future__ import annotations

from eks_gpu.catalog.drivers import (
    ami_driver,
    driver_branch,
    driver_for_cuda,
    first_ami_with,
    grid_since,
    last_recorded_ami,
)
from eks_gpu.catalog.gpus import GpuModel, MigProfile, gpu_model, gpu_models
from eks_gpu.catalog.instances import (
    Gpu,
    InstanceType,
    LocalDisks,
    NetworkCard,
    instance_type,
    instance_types,
    nearest_instance_types,
)
from eks_gpu.catalog.kueue import KueueFacts, kueue
from eks_gpu.catalog.other_types import (
    Retired,
    foreign_accelerator,
    in_autoscalers_list,
    other_ec2_type,
    retired_type,
    unrecorded_type,
)
from eks_gpu.catalog.prices import (
    NodePrices,
    ServicePrice,
    node_prices,
    priced_regions,
    service_prices,
    service_prices_as_of,
)
from eks_gpu.catalog.quotas import Quota, quota_for
from eks_gpu.catalog.telemetry import GpuTelemetry, Xid, gpu_telemetry, xids
from eks_gpu.catalog.versions import (
    Chart,
    KubernetesVersion,
    addon_names,
    addon_version,
    ami_type,
    chart,
    eks_registry,
    gateway_api,
    image,
    image_minors,
    kubernetes_version,
    last_minor_of_amazon_linux_2,
    supported_minors,
    versions_as_of,
)
from eks_gpu.catalog.zones import (
    regions,
    regions_offering,
    unrecorded_regions,
    zone_ids_in,
    zone_ids_offering,
    zone_ids_without_control_plane,
    zone_names_without_control_plane,
    zones_in,
    zones_offering,
)

__all__ = [
    "Chart",
    "Gpu",
    "GpuModel",
    "GpuTelemetry",
    "InstanceType",
    "KubernetesVersion",
    "KueueFacts",
    "LocalDisks",
    "MigProfile",
    "NetworkCard",
    "NodePrices",
    "Quota",
    "Retired",
    "ServicePrice",
    "Xid",
    "addon_names",
    "addon_version",
    "ami_driver",
    "ami_type",
    "chart",
    "driver_branch",
    "driver_for_cuda",
    "eks_registry",
    "first_ami_with",
    "foreign_accelerator",
    "gateway_api",
    "gpu_model",
    "gpu_models",
    "gpu_telemetry",
    "grid_since",
    "image",
    "image_minors",
    "in_autoscalers_list",
    "instance_type",
    "instance_types",
    "kubernetes_version",
    "kueue",
    "last_minor_of_amazon_linux_2",
    "last_recorded_ami",
    "nearest_instance_types",
    "node_prices",
    "other_ec2_type",
    "priced_regions",
    "quota_for",
    "regions",
    "regions_offering",
    "retired_type",
    "service_prices",
    "service_prices_as_of",
    "supported_minors",
    "unrecorded_regions",
    "unrecorded_type",
    "versions_as_of",
    "xids",
    "zone_ids_in",
    "zone_ids_offering",
    "zone_ids_without_control_plane",
    "zone_names_without_control_plane",
    "zones_in",
    "zones_offering",
]
