"""Why kubelet cannot pull an image, from its messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.doctor.answers.kubernetes import Pod

_ECR = re.compile(r"(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com/([^:@]+)")
_KNOWN = (
    (r"toomanyrequests|429", "the registry refuses more pulls: sign in, or mirror the image (`images.registry`)"),
    (r"no space left", "raise the group's disk_gib: the node's disk is full"),
    (
        r"no match for platform|exec format error|no matching manifest",
        "build the image for the node's architecture, or use a group with the architecture of the image",
    ),
    (
        r"not found|manifest unknown|NotFound|does not exist",
        "correct `image`: the image or its tag does not exist (NVIDIA deletes old tags of nvidia/cuda)",
    ),
    (
        r"401|403|unauthorized|denied|authorization|no basic auth",
        "add a pull secret, or a repository policy for the nodes' role: the registry refuses the node",
    ),
    (
        r"i/o timeout|deadline exceeded|connection refused|no such host|TLS handshake",
        "add NAT, or a mirror in ECR with its endpoints (`images.registry`): the node has no route to the registry",
    ),
)


def advice(text: str, images: Sequence[str] = ()) -> str:
    """The fix for an image that cannot be pulled.

    Args:
        text: Messages of kubelet and the registry.
        images: Image references of the pod.
    """
    ecr = next((found for found in map(_ECR.match, images) if found), None)
    if ecr and re.search(r"401|403|unauthorized|denied|no basic auth", text, re.IGNORECASE):
        return (
            f"let the nodes' role pull from ECR: it needs AmazonEC2ContainerRegistryPullOnly, and the repository of "
            f"account {ecr[1]} must allow it: aws ecr get-repository-policy --registry-id {ecr[1]} --region {ecr[2]} "
            f"--repository-name {ecr[3]}"
        )
    if ecr and re.search(r"not found|manifest unknown|NotFound|does not exist", text):
        return (
            f"correct `image`: aws ecr describe-images --registry-id {ecr[1]} --region {ecr[2]} --repository-name "
            f"{ecr[3]} lists the tags that exist"
        )
    found = next((fix for pattern, fix in _KNOWN if re.search(pattern, text, re.IGNORECASE)), "")
    return found or "kubectl describe pod: the last event contains the registry's answer"


def messages(pod: Pod) -> list[str]:
    """Kubelet's messages about the containers that wait."""
    return [
        status.state.waiting.message for status in pod.statuses if status.state.waiting and status.state.waiting.message
    ]
