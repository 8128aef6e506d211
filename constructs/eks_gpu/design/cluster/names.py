"""Names that are derived from a declaration."""

from __future__ import annotations

import re
from hashlib import sha256

# In Kubernetes, on everything that eks-gpu makes.
MANAGED_BY = "eks-gpu"
_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


def partition(region: str) -> str:
    """The AWS partition of a region; the prefixes are those of botocore's `partitions.json` (`regionRegex`)."""
    return next((name for prefix, name in _PARTITIONS if region.startswith(prefix)), "aws")


def role_name(cluster: str, region: str, purpose: str) -> str:
    """An IAM role's name: IAM is global, so the region keeps two clusters of one name apart. At most 64 characters."""
    return f"{cluster}-{region}-{purpose}"


def principal_id(arn: str) -> str:
    """A construct id for an IAM principal: readable, and the same wherever in a list the ARN stands."""
    tail = re.sub(r"[^a-z0-9]+", "-", arn.rsplit("/", 1)[-1].lower()).strip("-")[:24]
    return f"{tail}-{sha256(arn.encode()).hexdigest()[:8]}"


def state_key(cluster: str, stack: str) -> str:
    """Name of a stack, of its state and of its HCP Terraform workspace."""
    return f"{cluster}-{stack}"


def object_labels(name: str) -> dict[str, str]:
    """Labels of a Kubernetes object and its pods; also what selects the pods, so they must never change."""
    return {"app.kubernetes.io/name": name, "app.kubernetes.io/managed-by": MANAGED_BY}


def own_tag(cluster_name: str) -> str:
    """Key of the tag that an autoscaler of eks-gpu's looks for on an existing cluster."""
    return f"eks-gpu.io/autoscaler/{cluster_name}"
