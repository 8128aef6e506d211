"""Mistakes in custom settings for Bottlerocket."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from eks_gpu.checks.nodes._repeated import repeated

if TYPE_CHECKING:
    from collections.abc import Mapping

# Keys of `settings.kubernetes` that eks-gpu writes.
_OURS = {"api-server", "cluster-certificate", "cluster-dns-ip", "cluster-name", "node-labels", "node-taints"}
# Tables that eks-gpu writes too; the user's must also be tables, so that the two can be merged.
_TABLES = {
    "container-registry",
    "kernel",
    "network",
    "pki",
    "bootstrap-commands",
    "container-runtime",
    "container-runtime-plugins",
    "kubelet-device-plugins",
    "kubernetes",
}


def wrong_settings(text: str, ours: Mapping[str, object]) -> tuple[str, str] | None:
    """The first mistake in custom settings, and the edit; None if there is none.

    Args:
        text: The settings, in TOML.
        ours: The settings that follow from the group's fields.
    """
    try:
        settings = tomllib.loads(text).get("settings")
    except tomllib.TOMLDecodeError as wrong:
        return f"the user data is not TOML: {wrong}", "write settings such as '[settings.kernel.sysctl]'"
    if not isinstance(settings, dict):
        return "the user data has no settings", "write settings such as '[settings.kernel.sysctl]'"
    plain = [name for name, value in settings.items() if name in _TABLES and not isinstance(value, dict)]
    if plain:
        return f"'settings.{plain[0]}' is not a table", f"write its settings below '[settings.{plain[0]}]'"
    if twice := sorted(_OURS & set(settings.get("kubernetes", {}))):
        fix = "remove it from the settings; labels and taints are fields of the group"
        return f"eks-gpu already writes {', '.join(twice)} for this group", fix
    return repeated(ours, settings, "settings")
