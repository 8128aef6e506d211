"""Extensions of moto, installed before its server starts."""

from __future__ import annotations

from moto.eks import urls

from tests.localaws import (
    auto_scaling,
    ec2_endpoints,
    ec2_launch_templates,
    ec2_placement_groups,
    ec2_security_groups,
    fsx_lustre,
    log_groups,
)
from tests.localaws.eks_access import AccessOperations
from tests.localaws.eks_addons import AddonOperations
from tests.localaws.eks_clusters import ClusterOperations
from tests.localaws.eks_nodegroups import NodegroupOperations
from tests.localaws.eks_pod_identity import PodIdentityOperations
from tests.localaws.eks_tags import TagOperations


class LocalEks(
    ClusterOperations,
    NodegroupOperations,
    AddonOperations,
    AccessOperations,
    PodIdentityOperations,
    TagOperations,
):
    """All operations of EKS that are known here; what is not is answered with an error."""


def install() -> None:
    """Extend moto; once in a process, before its server takes the first request."""
    # The operation is found by botocore's description, so one path is enough; moto takes named groups only.
    urls.url_paths.clear()
    urls.url_paths["{0}/(?P<rest>.+)$"] = LocalEks.dispatch
    auto_scaling.install()
    ec2_endpoints.install()
    ec2_launch_templates.install()
    fsx_lustre.install()
    ec2_placement_groups.install()
    ec2_security_groups.install()
    log_groups.install()
