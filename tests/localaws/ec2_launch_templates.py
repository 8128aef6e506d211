"""Launch templates as EC2 describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion

from tests.localaws.patching import replace

if TYPE_CHECKING:
    from collections.abc import Callable

_create_version: Callable[..., LaunchTemplateVersion] = LaunchTemplate.create_version


def create_version(self: LaunchTemplate, data: dict[str, Any], description: str) -> LaunchTemplateVersion:
    """Make a version without the template's own tags; moto adds them to what the template says of instances."""
    specifications = data.get("TagSpecifications") or []
    if specifications:
        kept = [
            specification for specification in specifications if specification.get("ResourceType") != "launch-template"
        ]
        data = data | {"TagSpecifications": kept}
    return _create_version(self, data, description)


def install() -> None:
    """Extend moto."""
    replace(LaunchTemplate, create_version)
