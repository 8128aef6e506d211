"""Settings of eks-gpu's own fields in user data; nothing else of it ever reaches the result.

User data may hold secrets. Only words that are compared with ours, and numbers, are taken from it: settings of a
NodeConfig, and the sharing that eks-gpu itself wrote.
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from collections import Counter
from email.parser import Parser
from typing import TYPE_CHECKING

from eks_gpu.imports.plans.nodes.node_config import is_node_config, put_node_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.imports.imported import Group

_LONGEST = 100_000
_MIG = re.compile(r"^readonly LAYOUT='(?P<parts>[0-9gb.:,]+)'$", re.MULTILINE)
_PROFILE = re.compile(r"[1-9]g\.[1-9]\d*gb")
_MIG_RESOURCE = "nvidia.com/mig-"
_LOCAL = "bootstrap-commands"
_NODE_CONFIG = "application/node.eks.aws"
_OURS = "made by eks-gpu"


def put_user_data(group: Group, encoded: object, resources: tuple[str, ...]) -> bool:
    """Take what fields of a cluster file say from user data, and return whether there is more in it.

    Args:
        group: The group.
        encoded: The user data, in base64 as launch templates have it.
        resources: Names of resources that the group's nodes offer, as the autoscaler's tags name them.
    """
    found = _decoded(encoded)
    if found is None:
        return True
    settings = _toml(found)
    if settings is not None:
        return _bottlerocket(group, settings)
    if cut := _MIG.search(found):
        _put_mig(group, cut["parts"].split(","), resources)
    # Each part is read, also after one with more in it.
    more = [_more(group, kind, part) for kind, part in _parts(found)]
    return any(more)


def _more(group: Group, kind: str, part: str) -> bool:
    """Whether a part says more than the fields that are taken from it."""
    if kind == _NODE_CONFIG:
        return put_node_config(group, part)
    return bool(part.strip()) and _OURS not in part


def _parts(found: str) -> Iterator[tuple[str, str]]:
    """The parts of user data with their types."""
    if is_node_config(found):
        yield _NODE_CONFIG, found
        return
    message = Parser().parsestr(found)
    if not message.is_multipart():
        yield "", found
        return
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield part.get_content_type(), content.decode(errors="replace")


def _put_mig(group: Group, parts: list[str], resources: tuple[str, ...]) -> None:
    profiles = Counter(part.partition(":")[0] for part in parts)
    if not all(map(_PROFILE.fullmatch, profiles)):
        return
    if len(profiles) == 1 and not any(name.startswith(_MIG_RESOURCE) for name in resources):
        group.put("sharing.mig", next(iter(profiles)))
    else:
        group.put("sharing.mig", dict(profiles))


def _bottlerocket(group: Group, settings: dict[str, object]) -> bool:
    if _LOCAL in settings:
        group.put("local_storage", "raid0")
    runtime = settings.get("container-runtime")
    if isinstance(runtime, dict) and runtime.get("snapshotter") == "soci":
        group.put("parallel_image_pull", value=True)
    plugins = settings.get("kubelet-device-plugins")
    nvidia = plugins.get("nvidia") if isinstance(plugins, dict) else None
    if isinstance(nvidia, dict):
        _put_sharing(group, nvidia)
    known = {_LOCAL, "container-runtime", "container-runtime-plugins", "kubelet-device-plugins"}
    return not settings.keys() <= known


def _put_sharing(group: Group, nvidia: dict[str, object]) -> None:
    """The sharing of Bottlerocket's own device plugin."""
    strategy = nvidia.get("device-sharing-strategy")
    found = nvidia.get("time-slicing" if strategy == "time-slicing" else "mps")
    if strategy in {"time-slicing", "mps"} and isinstance(found, dict) and isinstance(found.get("replicas"), int):
        path = "sharing.time_slicing" if strategy == "time-slicing" else "sharing.mps"
        group.put(f"{path}.replicas", found["replicas"])
        group.put(f"{path}.rename", found.get("rename-by-default") is True)
        if strategy == "time-slicing":
            group.put(f"{path}.fail_requests_greater_than_one", found.get("fail-requests-greater-than-one") is True)
    mig = nvidia.get("mig")
    profiles = mig.get("profile") if isinstance(mig, dict) else None
    names = [one for one in profiles.values() if isinstance(one, str)] if isinstance(profiles, dict) else []
    if nvidia.get("device-partitioning-strategy") == "mig" and names and _PROFILE.fullmatch(names[0]):
        group.put("sharing.mig", names[0])


def _toml(found: str) -> dict[str, object] | None:
    if not found.lstrip().startswith("["):
        return None
    try:
        settings = tomllib.loads(found).get("settings")
    except (ValueError, RecursionError):
        return None
    return settings if isinstance(settings, dict) else None


def _decoded(encoded: object) -> str | None:
    """The text; None if it is unknown, a secret or not in base64."""
    if not isinstance(encoded, str) or len(encoded) > _LONGEST:
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
