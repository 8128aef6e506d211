"""Networks in HCL that do not carry what runs in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.facts.pieces import Pieces

_GROUP = re.compile(r"\Aresource \"aws_security_group\"")
_TO_ITSELF = re.compile(
    r"self\s*=\s*true|source_security_group_id|referenced_security_group_id|security_groups\s*=\s*\["
)
_EFA = re.compile(r"\befa\b|libfabric", re.IGNORECASE)


def facts(pieces: Pieces) -> Iterator[str]:
    """Security groups that do not name themselves, which EFA needs."""
    if any(map(_GROUP.search, pieces.others)) and _EFA.search(pieces.text) and not _TO_ITSELF.search(pieces.text):
        yield "security group without a rule for itself"
