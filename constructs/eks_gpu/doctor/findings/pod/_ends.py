"""Why a program on a GPU ended, from its output or from the state that kubelet keeps."""

from __future__ import annotations

from eks_gpu.doctor import signatures


def known_end(text: str) -> tuple[str, str]:
    """Meaning and next step of a message; empty if no signature that names a cause knows it."""
    found = next((one for one in signatures.matches(text) if not one.signature.is_symptom), None)
    return (found.means, found.next) if found else ("", "")
