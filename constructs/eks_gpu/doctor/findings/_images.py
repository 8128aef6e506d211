"""Why an image cannot be pulled, by what kubelet says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.doctor.answers.kubernetes import Pod

_ECR = re.compile(r"(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com/([^:@]+)")
_KNOWN = (
    (r"toomanyrequests|429", "the registry refuses more pulls: sign in, or mirror the image (`images.registry`)"),
    (r"no space left", "the node's disk is full: raise disk_gib of the group"),
    (
        r"no match for platform|exec format error|no matching manifest",
        "the image is not built for the node's architecture: build it for both, or use a group of the other",
    ),
    (
        r"not found|manifest unknown|NotFound|does not exist",
        "the image or its tag does not exist: correct `image`; EOL tags of nvidia/cuda were deleted",
    ),
    (
        r"401|403|unauthorized|denied|authorization|no basic auth",
        "the registry refuses the node: a pull secret, or a repository policy for the nodes' role",
    ),
    (
        r"i/o timeout|deadline exceeded|connection refused|no such host|TLS handshake",
        "there is no way to the registry: NAT, or a mirror in ECR with its endpoints (`images.registry`)",
    ),
)


def advice(text: str, images: Sequence[str] = ()) -> str:
    """What to do about it.

    Args:
        text: What kubelet and the registry said.
        images: Of the pod.
    """
    ecr = next((found for found in map(_ECR.match, images) if found), None)
    if ecr and re.search(r"401|403|unauthorized|denied|no basic auth", text, re.IGNORECASE):
        return (
            f"the nodes' role may not pull from ECR: it needs AmazonEC2ContainerRegistryPullOnly, and a repository of "
            f"account {ecr[1]} must allow it: aws ecr get-repository-policy --registry-id {ecr[1]} --region {ecr[2]} "
            f"--repository-name {ecr[3]}"
        )
    if ecr and re.search(r"not found|manifest unknown|NotFound|does not exist", text):
        return (
            f"correct `image`: aws ecr describe-images --registry-id {ecr[1]} --region {ecr[2]} --repository-name "
            f"{ecr[3]} lists the tags that exist"
        )
    found = next((fix for pattern, fix in _KNOWN if re.search(pattern, text, re.IGNORECASE)), "")
    return found or "kubectl describe pod: its last event says what the registry answered"


def messages(pod: Pod) -> list[str]:
    """What kubelet says of the containers that wait."""
    return [one.state.waiting.message for one in pod.statuses if one.state.waiting and one.state.waiting.message]
