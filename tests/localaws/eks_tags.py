"""Tags of everything that EKS creates; moto knows only those of clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

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
        """Take tags away; moto finds a region in every `….amazonaws.com`, also in that of a tag's key."""
        address = urlsplit(self.uri)
        arn = unquote(address.path).removeprefix("/tags/")
        self.region = arn.split(":")[3]
        tags = self._tags(arn)
        for key in parse_qs(address.query)["tagKeys"]:
            tags.pop(key, None)
        return answer()

    def _tags(self, arn: str | None = None) -> dict[str, str]:
        wanted = arn or self.asked["resourceArn"]
        for cluster in self.eks.clusters.values():
            for tagged, tags in cluster.tagged():
                if tagged == wanted:
                    return tags
        raise Refused("NotFoundException", "Resource was not found")
