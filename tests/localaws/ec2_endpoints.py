"""Route tables that a gateway endpoint gets later: EC2 adds a route to each, as at the endpoint's creation."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.vpcs import VPCEndPoint

from tests.localaws.patching import replace

_modify = VPCEndPoint.modify


def modify(self: VPCEndPoint, *args: Any, **kwargs: Any) -> None:
    """Change the endpoint, and add a route to each new table."""
    before = set(self.route_table_ids)
    _modify(self, *args, **kwargs)
    prefixes = self.destination_prefix_list_id
    for table in sorted(set(self.route_table_ids) - before) if prefixes else ():
        self.ec2_backend.create_route(table, None, gateway_id=self.id, destination_prefix_list_id=prefixes)


def install() -> None:
    """Extend moto."""
    replace(VPCEndPoint, modify)
