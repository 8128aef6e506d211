"""Copies of synthesized Kubernetes stacks that need no AWS: literals, a kubeconfig and a local state.

An override file of Terraform can replace arguments, but it cannot take blocks away. So a copy loses its AWS data
sources, tokens, provider and backend, and `verify_override.tf.json` next to it tells Terraform how to reach the cluster
instead.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Document = dict[str, Any]
STACK, OVERRIDE = "cdk.tf.json", "verify_override.tf.json"
# Outputs of the cluster stack by the end of their name (`storage-<name>-<attribute>`), as AWS would give them.
_OUTPUTS = {
    "dns-name": "fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com",
    "mount-name": "abcdefgh",
    "id": "fs-0123456789abcdef0",
}
_OUTPUT = re.compile(
    r"\$\{data\.terraform_remote_state\.[\w-]+\.outputs(?:\.(?P<plain>[\w-]+)|\[\"(?P<quoted>[^\"]+)\"\])\}"
)
_REFERENCE = re.compile(r"(?<!\$)\$\{[^}]*\b(?:data|ephemeral)\.[a-z_]+\.[^}]*\}")


@dataclass(frozen=True)
class Access:
    """How Terraform and kubectl reach the cluster."""

    kubeconfig: Path
    context: str


class CopyError(Exception):
    """A stack refers to something of AWS for which there is no literal value."""


def without_aws(document: Document) -> Document:
    """The same stack without everything that needs AWS.

    Raises:
        CopyError: A reference to a data source or an ephemeral value would be left.
    """
    kept: Document = copy.deepcopy(_without_notes(document))
    for block in ("data", "ephemeral"):
        kept.pop(block, None)
    kept["provider"] = {"kubernetes": [{}]}
    settings = kept["terraform"]
    for key in ("backend", "cloud"):
        settings.pop(key, None)
    settings["required_providers"].pop("aws", None)
    kept["resource"] = _with_literals(kept.get("resource", {}))
    if left := sorted(set(_REFERENCE.findall(json.dumps(kept)))):
        raise CopyError(f"there is no literal value for {', '.join(left)}: add one to {Path(__file__).name}")
    return kept


def override(access: Access) -> Document:
    """The provider's connection to the cluster, and a state next to the copy.

    The provider pins its API calls to the one context, whatever the current one is.
    """
    settings = {"config_path": str(access.kubeconfig.resolve()), "config_context": access.context}
    return {
        "terraform": {"backend": {"local": {"path": "terraform.tfstate"}}},
        "provider": {"kubernetes": [settings]},
    }


def write_copy(document: Document, folder: Path, access: Access) -> None:
    """Write the copy of a stack and its override into a folder; what Terraform keeps there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((STACK, without_aws(document)), (OVERRIDE, override(access))):
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")


def _with_literals(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _with_literals(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_literals(item) for item in value]
    return _OUTPUT.sub(_literal, value) if isinstance(value, str) else value


def _literal(found: re.Match[str]) -> str:
    name = found["plain"] or found["quoted"]
    return next((value for end, value in _OUTPUTS.items() if name.endswith(f"-{end}")), found[0])


def _without_notes(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Without the metadata of cdktf under the key '//', which Terraform ignores."""
    if isinstance(value, dict):
        return {key: _without_notes(item) for key, item in value.items() if key != "//"}
    return [_without_notes(item) for item in value] if isinstance(value, list) else value
