"""Why a node did not join the cluster, according to its own log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.doctor.situation.whole import Situation

# The place of a finding that only a node's own log shows.
NODE_LOG = "a node's log"
# (message, meaning, fix): lines of kubelet, nodeadm and containerd in the console or the journal.
_KNOWN = (
    (
        r"Unauthorized|You must be logged in|is not authorized to perform: eks:DescribeCluster",
        "that the API server does not know its role",
        (
            "apply the cluster stack, which creates the access entry of the nodes' role; aws eks list-access-entries "
            "lists it"
        ),
    ),
    (
        r"no such host|Temporary failure in name resolution|lookup \S+.*(?:i/o timeout|server misbehaving)",
        "that it cannot resolve names",
        "check that the VPC has DNS support and DNS host names, and that its DHCP options name AmazonProvidedDNS",
    ),
    (
        # A volume that comes late is the storage driver's matter, in a log that holds both.
        (
            r"^(?!.*(?:[Vv]olume|StorageClass)).*?"
            r"(?:i/o timeout|dial tcp \S+.*timeout|context deadline exceeded|connection timed out|Client\.Timeout)"
        ),
        "that it has no route to the API server, ECR or S3",
        "give its subnet a route to a NAT gateway, or endpoints for ec2, ecr.api, ecr.dkr, sts, s3 and eks",
    ),
    (r"no space left on device", "that its disk is full", "raise the group's disk_gib"),
    (
        r"(?:nodeadm|bootstrap).*(?:invalid|failed to (?:parse|load|decode)|unknown field)|could not parse.*user.?data",
        "that its user data is wrong",
        "compare its launch template with the declaration; cdktf deploy of the cluster stack creates it again",
    ),
    (
        r"x509: certificate",
        "that it does not trust the API server",
        "compare the certificate and endpoint in its user data with this cluster's; they change if it is recreated",
    ),
)


def joining(situation: Situation) -> tuple[str, str]:
    """Meaning and fix of the newest known line in a node's own log; empty if no line is known."""
    for line in situation.seen.log("node"):
        found = next((row for row in _KNOWN if re.search(row[0], line)), None)
        if found:
            return found[1:]
    return "", ""
