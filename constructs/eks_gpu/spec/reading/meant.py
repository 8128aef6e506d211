"""The field that an unknown key was meant for: a typing error, or a word of another tool."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# Words of eksctl (ClusterConfig), terraform-aws-eks, Kubernetes and Karpenter, in lower case with '_', and the fields
# with the same meaning here. If several fields are possible, the place of the key decides which of them exists.
WORDS: Mapping[str, tuple[str, ...]] = {
    "active_deadline_seconds": ("time_limit",),
    "addon": ("addons",),
    "ami_family": ("os",),
    "ami_id": ("ami",),
    "ami_type": ("os",),
    "arguments": ("args",),
    "availability_zones": ("zones",),
    "backoff_limit": ("restarts",),
    "capacity_type": ("capacity",),
    "cidr_block": ("cidr",),
    "cluster_addons": ("addons",),
    "cluster_endpoint_public_access_cidrs": ("public_cidrs",),
    "cluster_name": ("name",),
    "cluster_version": ("kubernetes_version",),
    "container_port": ("ports",),
    "container_ports": ("ports",),
    "cpu_request": ("cpu",),
    "deadline": ("time_limit",),
    "desired_capacity": ("min",),
    "desired_size": ("min",),
    "disk_gb": ("disk_gib",),
    "disk_size": ("disk_gib",),
    "efa_enabled": ("efa",),
    "eks_managed_node_groups": ("gpu_node_groups", "node_groups"),
    "empty_dir": ("scratch",),
    "enable_efa_support": ("efa",),
    "endpoint_public_access_cidrs": ("public_cidrs",),
    "entrypoint": ("command",),
    "environment": ("env",),
    "failure_threshold": ("failures",),
    "gpu": ("gpus", "gpu_quota"),
    "gpu_count": ("gpus",),
    "groups": ("node_groups",),
    "initial_delay_seconds": ("within",),
    "instance_distribution": ("instance_types",),
    "instances_distribution": ("instance_types",),
    "kms_key": ("kms_key_id", "kms_key_arn"),
    "kms_key_arn": ("kms_key_id",),
    "kms_key_id": ("kms_key_arn",),
    "limits": ("memory", "cpu"),
    "liveness_probe": ("probes",),
    "managed_node_groups": ("gpu_node_groups", "node_groups"),
    "max_nodes": ("max",),
    "max_replicas": ("max", "scaling"),
    "max_size": ("max",),
    "memory_request": ("memory",),
    "min_nodes": ("min",),
    "min_replicas": ("min", "scaling"),
    "min_size": ("min",),
    "node_disk_size": ("disk_gib",),
    "num_gpus": ("gpus",),
    "nvidia.com/gpu": ("gpus",),
    "period_seconds": ("every",),
    "persistent_volume_claim": ("claim",),
    "placement": ("placement_group",),
    "priority_class_name": ("priority",),
    "readiness_probe": ("probes",),
    "requests": ("memory", "cpu"),
    "secret_name": ("secret",),
    "service_account_name": ("service_account",),
    "size_limit": ("scratch",),
    "spot": ("capacity",),
    "startup_probe": ("probes",),
    "subnet_ids": ("private_subnets",),
    "subnets": ("private_subnets",),
    "termination_grace_period": ("termination_grace",),
    "termination_grace_period_seconds": ("termination_grace",),
    "timeout_seconds": ("timeout",),
    "topology_spread_constraints": ("zone_spread",),
    "update_config": ("update",),
    "version": ("kubernetes_version",),
    "volume_mounts": ("volumes",),
    "volume_size": ("disk_gib",),
    "volume_throughput": ("disk_throughput_mibs",),
}
# Least similarity of two spellings of one word of a key.
_ALIKE = 0.75
# No key has more characters; to compare a key of a megabyte with all others would take seconds.
_LONGEST = 100


def meant(key: str, allowed: Collection[str]) -> str | None:
    """The allowed key that means the same as an unknown one, or None.

    Sharing a word is not enough: ``max_price`` does not mean ``max``.
    """
    if len(key) > _LONGEST:
        return None
    plain = _plain(key)
    by_plain = {_plain(one): one for one in allowed}
    for candidate in (plain, f"{plain}s", plain.removesuffix("s")):
        if candidate in by_plain:
            return by_plain[candidate]
    if known := next((one for one in WORDS.get(plain, ()) if one in allowed), None):
        return known
    near = {name: _alike(plain, name) for name in by_plain}
    best = max(near, key=lambda name: near[name], default="")
    return by_plain[best] if near.get(best) else None


def _plain(key: str) -> str:
    """``instanceTypes`` and ``instance-types`` as ``instance_types``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-\s]+", "_", key).lower()


def _alike(one: str, other: str) -> float:
    """Similarity of two keys whose words are all similar, one by one; 0 if any word differs."""
    ones, others = one.split("_"), other.split("_")
    if len(ones) != len(others):
        # A forgotten '_' is a typing error too.
        return _ratio(one, other) if one.replace("_", "") == other.replace("_", "") else 0
    ratios = [_ratio(*pair) for pair in zip(ones, others, strict=True)]
    return sum(ratios) / len(ratios) if min(ratios) >= _ALIKE else 0


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
