"""Rules of security groups as EC2 describes them."""

from __future__ import annotations

from moto.ec2.models.security_groups import SecurityGroupRule


def description(self: SecurityGroupRule) -> str | None:
    """A description of a rule, even if it names another group; moto looks only at address blocks."""
    found: str | None = self.ip_range.get("Description") or (self.source_group or {}).get("Description")
    return found


def install() -> None:
    """Extend moto."""
    assert isinstance(SecurityGroupRule.description, property)
    SecurityGroupRule.description = property(description)
