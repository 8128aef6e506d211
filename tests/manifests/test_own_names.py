"""The names that manifests cannot have are those of the objects that stacks create."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu.declaration import read
from eks_gpu.design.own_objects import own_objects
from tests.kubernetes.manifests import KINDS
from tests.synthesized import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
# Objects that nobody else would name so, or that have no place of their own: quotas, volumes with a '.' in their name.
LEFT_OUT = {"PersistentVolume", "ResourceQuota"}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.stem for example in EXAMPLES])
def test_every_object_of_the_stacks_is_known(example: Path, synthesized: Synthesized) -> None:
    design = read(example).draft
    assert design
    made = {
        (KINDS[kind][1], named["metadata"].get("namespace", ""), named["metadata"]["name"])
        for stack in (f"{design.name}-platform", f"{design.name}-workloads")
        for kind, resources in synthesized.stack(stack).get("resource", {}).items()
        if kind in KINDS
        for named in resources.values()
    }

    # The objects of eks-gpu's own releases, and those that the charts of provisioner and queues hold.
    released = {(item.kind, item.namespace or "", item.name) for one in design.releases for item in one.objects}
    known = {one for one in set(own_objects(design)) - released if not _of_a_chart(one)}
    assert {one for one in made if one[0] not in LEFT_OUT} - known == set()
    assert known - made == set()


def _of_a_chart(one: tuple[str, str, str]) -> bool:
    """Whether an object is Karpenter's or Kueue's own, or one of a node pool, which stand in charts."""
    kind, _, name = one
    return name in {"karpenter", "kueue-controller-manager"} or kind in {
        "EC2NodeClass",
        "NodeClass",
        "NodeOverlay",
        "NodePool",
    }
