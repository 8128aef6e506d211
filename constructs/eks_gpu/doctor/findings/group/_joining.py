"""Why a node did not join, by what it printed while it started."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.doctor.situation.whole import Situation

# (what is said, what it means, what to do): lines of kubelet, nodeadm and containerd in the console or the journal.
_KNOWN = (
    (
        r"Unauthorized|You must be logged in|is not authorized to perform: eks:DescribeCluster",
        "that the API server does not know its role",
        (
            "apply the cluster stack, which makes the access entry of the nodes' role; aws eks list-access-entries "
            "shows it"
        ),
    ),
    (
        r"no such host|Temporary failure in name resolution|lookup \S+.*(?:i/o timeout|server misbehaving)",
        "that names are not resolved",
        "see that the VPC has DNS support and DNS host names, and that its DHCP options name AmazonProvidedDNS",
    ),
    (
        r"i/o timeout|dial tcp \S+.*timeout|context deadline exceeded|connection timed out|Client\.Timeout",
        "that it finds no way to the API server, ECR or S3",
        "give its subnet a route to a NAT gateway, or endpoints for ec2, ecr.api, ecr.dkr, sts, s3 and eks",
    ),
    (r"no space left on device", "that its disk is full", "raise disk_gib of the group"),
    (
        r"(?:nodeadm|bootstrap).*(?:invalid|failed to (?:parse|load|decode)|unknown field)|could not parse.*user.?data",
        "that its user data is wrong",
        "compare its launch template with the declaration: cdktf deploy of the cluster stack makes it again",
    ),
    (
        r"x509: certificate",
        "that it does not trust the API server",
        "see that the certificate and endpoint in its user data are those of this cluster; was it made anew?",
    ),
)


def joining(situation: Situation) -> tuple[str, str]:
    """What the newest known line of a node's own log means, and what to do; empty where none is known."""
    for line in situation.seen.log("node"):
        found = next((row for row in _KNOWN if re.search(row[0], line)), None)
        if found:
            return found[1:]
    return "", ""
