"""Answers of HTTP servers, and codes of gRPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived.chain import innermost
from eks_gpu.doctor.signatures.derived.codes import by_code
from eks_gpu.doctor.signatures.derived.told import Told, quoted

if TYPE_CHECKING:
    import re


def told(found: re.Match[str]) -> Told | None:
    """The server that answers, the code's meaning, and the words of the answer."""
    groups = found.groupdict()
    code = next((text for name, text in groups.items() if name.startswith("code") and text), "")
    who = next((text for name, text in groups.items() if name.startswith("who") and text), "")
    words = next((text for name, text in groups.items() if name.startswith("words") and text), "")
    known = by_code("answers").get(code)
    if known is None:
        return None
    said = f": '{quoted(innermost(words))}'" if words else ""
    return Told(f"{who or 'the other side'} {known.means} ({code}){said}", known.next)
