"""What is wrong with settings for Bottlerocket."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from eks_gpu.checks.groups._told import told_twice

if TYPE_CHECKING:
    from collections.abc import Mapping

# What is written of `settings.kubernetes`.
_OURS = {"api-server", "cluster-certificate", "cluster-dns-ip", "cluster-name", "node-labels", "node-taints"}
# Tables of Bottlerocket's that are written here beside the user's own part, and must be tables to be merged with it.
_TABLES = {
    "bootstrap-commands",
    "container-runtime",
    "container-runtime-plugins",
    "kubelet-device-plugins",
    "kubernetes",
}


def wrong_settings(text: str, ours: Mapping[str, object]) -> tuple[str, str] | None:
    """The first mistake in a user's own settings, and the edit; None for none.

    Args:
        text: The settings, in TOML.
        ours: What follows from the group's fields.
    """
    try:
        settings = tomllib.loads(text).get("settings")
    except tomllib.TOMLDecodeError as wrong:
        return f"it is not TOML: {wrong}", "write settings such as '[settings.kernel.sysctl]'"
    if not isinstance(settings, dict):
        return "it has no settings", "write settings such as '[settings.kernel.sysctl]'"
    plain = [name for name, value in settings.items() if name in _TABLES and not isinstance(value, dict)]
    if plain:
        return f"'settings.{plain[0]}' is no table", f"write its settings below '[settings.{plain[0]}]'"
    if twice := sorted(_OURS & set(settings.get("kubernetes", {}))):
        return f"{', '.join(twice)} is written for it already", "remove it; labels and taints are fields of the group"
    return told_twice(ours, settings, "settings")
