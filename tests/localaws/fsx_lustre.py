"""File systems of FSx for Lustre as FSx describes them once they are there, and their links to buckets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.fsx.models import FileSystem
from moto.fsx.responses import FSxResponse

from tests.localaws.patching import replace

if TYPE_CHECKING:
    from collections.abc import Callable

_to_dict: Callable[[FileSystem], dict[str, Any]] = FileSystem.to_dict
# By account and region; each server is a process of its own.
_LINKS: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}


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


def _asked(self: FSxResponse) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads(self.body)
    return asked


def _links(self: FSxResponse) -> dict[str, dict[str, Any]]:
    return _LINKS.setdefault((self.current_account, self.region), {})


def create_data_repository_association(self: FSxResponse) -> str:
    """Link a folder to a bucket."""
    links, asked = _links(self), _asked(self)
    key = f"dra-{len(links) + 1:017x}"
    asked.pop("ClientRequestToken", None)
    links[key] = {
        "AssociationId": key,
        "ResourceARN": f"arn:aws:fsx:{self.region}:{self.current_account}:association/{asked['FileSystemId']}/{key}",
        "Lifecycle": "AVAILABLE",
        "ImportedFileChunkSize": 1024,
        **asked,
    }
    return json.dumps({"Association": links[key]})


def describe_data_repository_associations(self: FSxResponse) -> str:
    """Links, all or by id."""
    ids = _asked(self).get("AssociationIds")
    return json.dumps({"Associations": [one for key, one in _links(self).items() if not ids or key in ids]})


def update_data_repository_association(self: FSxResponse) -> str:
    """Other events."""
    link = _links(self)[_asked(self)["AssociationId"]]
    link["S3"] = {**link.get("S3", {}), **_asked(self).get("S3", {})}
    return json.dumps({"Association": link})


def delete_data_repository_association(self: FSxResponse) -> str:
    """Take a link away."""
    key = _asked(self)["AssociationId"]
    _links(self).pop(key)
    return json.dumps({"AssociationId": key, "Lifecycle": "DELETING"})


def install() -> None:
    """Extend moto."""
    replace(FileSystem, to_dict)
    for operation in (
        create_data_repository_association,
        describe_data_repository_associations,
        update_data_repository_association,
        delete_data_repository_association,
    ):
        assert not hasattr(FSxResponse, operation.__name__), "moto knows it by now"
        setattr(FSxResponse, operation.__name__, operation)
