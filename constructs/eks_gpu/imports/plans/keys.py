"""KMS keys of plans and states as `encryption`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import mappings
from eks_gpu.imports.plans.resources import inner, is_ours, is_there, text

if TYPE_CHECKING:
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change


def import_keys(result: Imported, resources: Resources, cluster: Change | None) -> None:
    """Fill in `encryption`: a key that is made with the cluster is as good as eks-gpu's own; another one stays."""
    made = _made(resources)
    if cluster is not None:
        key = text(inner(cluster.values, "encryption_config", "provider"), "key_arn")
        result.put("encryption.secrets_key_arn", key if key and key not in made else None)
    result.put("encryption.volumes_key_arn", volumes_key(resources) or None)
    _put_logs_key(result, resources, text(cluster.values, "name") if cluster else "", made)


def volumes_key(resources: Resources) -> str:
    """The key of all disks of all launch templates, made elsewhere; empty if they have none, or several."""
    found = {
        text(disk, "kms_key_id") or ("" if not is_there(disk.get("kms_key_id")) else "secret")
        for template in resources.of("aws_launch_template")
        for one in mappings(template.values.get("block_device_mappings") or [])
        if (disk := inner(one, "ebs"))
    }
    key = found.pop() if len(found) == 1 else ""
    return key if key.startswith("arn:") and key not in _made(resources) else ""


def _put_logs_key(result: Imported, resources: Resources, name: str, made: set[str]) -> None:
    groups = [
        one
        for one in resources.of("aws_cloudwatch_log_group")
        if is_ours(one) or text(one.values, "name") == f"/aws/eks/{name}/cluster"
    ]
    keys = {text(one.values, "kms_key_id") for one in groups} - {""}
    if len(keys) == 1 and not keys & made:
        result.put("encryption.logs_key_arn", keys.pop())
    elif keys:
        result.left(f"{groups[0].address}.kms_key_id", "write a key that stays into `logs_key_arn`", "encryption")


def _made(resources: Resources) -> set[str]:
    return {text(one.values, "arn") for one in resources.of("aws_kms_key")} - {""}
