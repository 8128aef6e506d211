"""File systems of FSx for Lustre as FSx describes them once they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.fsx.models import FileSystem

from tests.localaws.patching import replace

if TYPE_CHECKING:
    from collections.abc import Callable

_to_dict: Callable[[FileSystem], dict[str, Any]] = FileSystem.to_dict


def to_dict(self: FileSystem) -> dict[str, Any]:
    """With its state, which moto does not know, and what FSx adds to the settings of Lustre."""
    described = _to_dict(self)
    lustre = described["LustreConfiguration"]
    return {
        **described,
        "Lifecycle": "AVAILABLE",
        "FileSystemTypeVersion": "2.15",
        "LustreConfiguration": {"MountName": self.file_system_id[-8:], **lustre},
    }


def install() -> None:
    """Extend moto."""
    replace(FileSystem, to_dict)
