"""Tags of everything that EKS makes; moto knows those of clusters alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localaws.eks_base import EksOperations, answer
from tests.localaws.refused import Refused

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


class TagOperations(EksOperations):
    """List, set, take away."""

    def list_tags_for_resource(self) -> ActionResult:
        """List the tags of what has the ARN."""
        return answer(tags=self._tags())

    def tag_resource(self) -> ActionResult:
        """Set tags."""
        self._tags().update(self.asked["tags"])
        return answer()

    def untag_resource(self) -> ActionResult:
        """Take tags away."""
        tags = self._tags()
        for key in self.asked["tagKeys"]:
            tags.pop(key, None)
        return answer()

    def _tags(self) -> dict[str, str]:
        wanted = self.asked["resourceArn"]
        for cluster in self.eks.clusters.values():
            for arn, tags in cluster.tagged():
                if arn == wanted:
                    return tags
        raise Refused("NotFoundException", "Resource was not found")
