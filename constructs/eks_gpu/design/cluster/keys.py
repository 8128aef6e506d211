"""KMS keys that a file names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec

_FIELDS = ("secrets_key_arn", "volumes_key_arn", "logs_key_arn")


def keys(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    """The path in the file and the ARN of each key of `encryption`."""
    for field in _FIELDS:
        arn: str | None = getattr(spec.encryption, field)
        if arn:
            yield f"encryption.{field}", arn
