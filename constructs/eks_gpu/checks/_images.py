"""What the name of a container image says."""

from __future__ import annotations

import re

_ECR = re.compile(
    r"\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))"
)
_PUBLIC = re.compile(
    r"public\.ecr\.aws|(.+\.)?(docker\.io|gcr\.io|ghcr\.io|k8s\.io|nvcr\.io|quay\.io|pkg\.dev|mcr\.microsoft\.com)"
)


def host(image: str) -> str:
    """The registry of an image; Docker's own where none is written."""
    first, slash, _ = image.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"


def ecr_region(registry: str) -> str | None:
    """The region of an ECR registry; None for any other registry."""
    match = _ECR.match(registry)
    return match[1] if match else None


def is_public(registry: str) -> bool:
    """Whether a registry is known to be on the internet."""
    return _PUBLIC.fullmatch(registry.partition("/")[0]) is not None


def tag(image: str) -> str | None:
    """The tag of an image; its digest where it has one, None where it has neither."""
    name, _, digest = image.partition("@")
    return digest or name.rpartition("/")[2].partition(":")[2] or None
