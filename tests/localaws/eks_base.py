"""The common part of all EKS operations."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.eks.responses import EKSResponse

from tests.localaws.eks_state import Cluster, Region, Shape


class EksOperations(EKSResponse):
    """One request; moto finds the operation by method and path in botocore's description of EKS."""

    def __init__(self) -> None:
        super().__init__()
        # Moto reads the request by botocore's description too: path, query and body in one dictionary.
        self.automated_parameter_parsing = True

    @property
    def eks(self) -> Region:
        """EKS where the request goes."""
        return Region(self.current_account, self.region)

    @property
    def asked(self) -> Shape:
        """The parsed body of the request."""
        asked: Any = self._get_params()
        return dict(asked)

    @property
    def cluster(self) -> Cluster:
        """The cluster that the request is about."""
        asked = self.asked
        return self.eks.cluster(asked.get("clusterName") or asked["name"])


def answer(**members: Any) -> ActionResult:
    """An answer; moto writes it by botocore's description of the operation."""
    return ActionResult(members)


def taken(asked: Shape, *names: str) -> Shape:
    """The members of a request that are there."""
    return {name: asked[name] for name in names if asked.get(name) is not None}
