"""Some zones are given by name and some by id.

**Why.** In older regions, a name such as us-west-2a can be a different zone in every account, while an id such as
usw2-az1 is the same zone everywhere. If the two are mixed, a name and an id may be the same zone, and EKS refuses a
cluster whose subnets are all in one zone.

**Fix.** Write only names, or only ids. `aws ec2 describe-availability-zones` shows both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.network import is_zone_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, usw2-az1]
"""
GOOD = """\
network:
  zones: [usw2-az1, usw2-az2]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the forms of the network's zones."""
    zones = design.network.zone_names
    if len({is_zone_id(zone) for zone in zones}) > 1:
        where = "network.zones" if design.network.is_created else "network.private_subnets"
        message = f"{', '.join(zones)}: zone names and ids are mixed, so two of them may be the same zone"
        yield error(__name__, where, message, "write only names (us-west-2a), or only ids (usw2-az1)", "network")
