"""The edit deletes VPC endpoints, or routes S3 through one.

**Why.** Traffic to an AWS service takes another route as soon as the network stack is applied. Open connections drop,
also when the S3 endpoint is added (VPC user guide, gateway endpoints, considerations). Without an endpoint, traffic
leaves through the NAT gateway, which bills it by volume, and policies that require `aws:sourceVpce` or `aws:sourceVpc`
refuse it. It is a warning because clients reopen connections, and because the file does not say which policies name the
endpoint.

**Fix.** Look for these conditions in bucket, key and endpoint policies first, and apply when dropped connections are
acceptable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NetworkDesign
    from eks_gpu.problem import Problem

_WHERE = "network.endpoints"

BEFORE = """\
network:
  zones: [us-west-2a, us-west-2b]
  endpoints: [s3, sts]
"""
BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  endpoints: [s3]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  endpoints: [s3, sts, ec2]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the endpoints."""
    was, now = old.network, new.network
    if not (was.is_created and now.is_created):
        return
    if gone := [endpoint for endpoint in _endpoints(was) if endpoint not in _endpoints(now)]:
        message = (
            f"the endpoints of {listed(gone)} are deleted: open connections drop, the traffic goes through NAT, and "
            "policies with 'aws:sourceVpce' refuse it"
        )
        fix = "look for 'aws:sourceVpce' and 'aws:sourceVpc' in bucket and key policies; apply it when nothing runs"
        yield warning(__name__, _WHERE, message, fix)
    if added := [
        gateway_endpoint for gateway_endpoint in now.gateway_endpoints if gateway_endpoint not in was.gateway_endpoints
    ]:
        message = f"traffic to {listed(added)} moves to the endpoint: open connections drop"
        yield warning(__name__, _WHERE, message, "apply it when no large download or checkpoint is under way")


def _endpoints(network: NetworkDesign) -> tuple[str, ...]:
    return (*network.gateway_endpoints, *network.interface_endpoints)
