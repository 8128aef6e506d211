"""Why an image cannot be pulled, by what kubelet says."""

from __future__ import annotations

import re

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


def advice(text: str) -> str:
    """What to do about it."""
    found = next((fix for pattern, fix in _KNOWN if re.search(pattern, text, re.IGNORECASE)), "")
    return found or "kubectl describe pod: its last event says what the registry answered"
