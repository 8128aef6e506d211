"""Parts of a container image's name: registry, region and tag."""

from __future__ import annotations

import re

_ECR = re.compile(
    r"\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))"
)
_PUBLIC = re.compile(
    r"public\.ecr\.aws|(.+\.)?(docker\.io|gcr\.io|ghcr\.io|k8s\.io|nvcr\.io|quay\.io|pkg\.dev|mcr\.microsoft\.com)"
)


def host(image: str) -> str:
    """Registry of an image; docker.io by default."""
    first, slash, _ = image.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"


def ecr_region(registry: str) -> str | None:
    """Region of an ECR registry; None for any other registry."""
    match = _ECR.match(registry)
    return match[1] if match else None


def is_public(registry: str) -> bool:
    """Whether a registry is known to be on the internet."""
    return _PUBLIC.fullmatch(registry.partition("/")[0]) is not None


def tag(image: str) -> str | None:
    """Digest of an image, or else its tag; None without either."""
    name, _, digest = image.partition("@")
    return digest or name.rpartition("/")[2].partition(":")[2] or None


def image_name(image: str) -> str:
    """Last part of an image's path, without tag and digest."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]
