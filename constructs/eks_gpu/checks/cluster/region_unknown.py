"""AWS has no such region, or the catalogue does not cover it.

**Why.** A misspelt region is found only when Terraform calls AWS, by an error about a host name that does not exist.

**Fix.** Write a region's code, such as `us-west-2`. The known regions are those in the catalogue, recorded from EC2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, instead
from eks_gpu.design.cluster.names import partition
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: nothing is known about such a region.
IGNORABLE = False

BAD = """\
region: us-wst-2
"""
GOOD = """\
region: us-west-2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the regions of the cluster and its state with the catalogue's."""
    known = sorted({*catalog.regions(), *catalog.unrecorded_regions()})
    bucket = design.spec.backend.s3
    given = {"region": design.spec.region, **({"backend.s3.region": bucket.region} if bucket else {})}
    for where, region in given.items():
        if region not in known:
            if partition(region) != "aws":
                message = f"{region!r}: the catalogue does not cover regions of partition {partition(region)} yet"
                yield error(__name__, where, message, f"write a region of partition aws: {listed(known, 40)}")
                continue
            message = f"AWS has no region {region!r}; its regions are {listed(known, 40)}"
            yield error(__name__, where, message, instead(region, known, "write one of these"))
