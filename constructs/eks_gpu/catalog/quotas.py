"""EC2's quotas of running instances, which count vCPUs by family: in a new account those of GPU families are 0."""

from __future__ import annotations

import re
from functools import cache

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass

_FAMILY = re.compile(r"([a-z]+)(\d*)")


@dataclass(frozen=True)
class Quota:
    """A quota of the service `ec2`.

    Attributes:
        code: As `aws service-quotas` takes it.
        name: As the console shows it, without its list of letters.
        market: How the instances are bought.
        families: Letters, and a generation where that counts, with which the names of its types begin.
    """

    code: str
    name: str
    market: str
    families: tuple[str, ...]


def quota_for(instance_type: str, *, spot: bool) -> Quota | None:
    """The quota that a type counts against; None if the catalogue knows of none.

    AWS itself defines these quotas by the letters of the names, so here they are read off them.
    """
    match = _FAMILY.match(instance_type)
    market = "spot" if spot else "on-demand"
    names = {match[1], match[1] + match[2]} if match else set()
    return next((quota for quota in _quotas() if quota.market == market and names & set(quota.families)), None)


@cache
def _quotas() -> tuple[Quota, ...]:
    return tuple(
        Quota(quota["code"], quota["name"], quota["market"], tuple(quota["families"]))
        for quota in document("quotas.json")["quotas"]
    )
