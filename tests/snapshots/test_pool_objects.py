"""The objects of the examples' node pools: whoever changes them, sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from eks_gpu.design import design_cluster
from eks_gpu.spec import load_file
from tests.provisioning.declared import objects
from tests.synthesized import EXAMPLES

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

WITH_POOLS = ("auto-mode", "karpenter-serving")


@pytest.mark.parametrize("name", WITH_POOLS)
def test_the_objects_of_a_file_are_as_they_were(name: str, snapshot: SnapshotAssertion) -> None:
    (path,) = (path for path in EXAMPLES if path.stem == name)
    loaded = load_file(path)

    assert loaded.spec
    assert objects(design_cluster(loaded.spec)) == snapshot(extension_class=JSONSnapshotExtension)
