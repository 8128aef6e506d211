"""Some zones are given by name and some by id.

**Why.** A name such as us-west-2a can be another zone in every account of older regions, an id such as usw2-az1 is the
same everywhere. Mixed, two of them may be one zone, and EKS refuses a cluster whose subnets lie in a single one.

**Fix.** Write all names, or all ids. `aws ec2 describe-availability-zones` shows both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.network import is_zone_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the forms of the network's zones."""
    zones = design.network.zone_names
    if len({is_zone_id(zone) for zone in zones}) > 1:
        where = "network.zones" if design.network.is_created else "network.private_subnets"
        message = f"{', '.join(zones)}: names and ids of zones are mixed, and two of them may be the same zone"
        yield error(__name__, where, message, "write all names (us-west-2a), or all ids (usw2-az1)", "network")
