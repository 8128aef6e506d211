"""Kubernetes objects out of a real app; fixtures import it, for the engine takes a second to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from eks_gpu.templates import for_terraform
from tests.kubernetes.manifests import manifests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from eks_gpu.templates import TerraformDesign
    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Build, Resources


@pytest.fixture
def synthesize(tmp_path: Path) -> Callable[[Build], Resources]:
    """Resources by type and name, of a stack that a function fills."""
    from tests.kubernetes.synthesis import synthesized  # noqa: PLC0415 - as above

    return lambda build: synthesized(build, tmp_path)


@pytest.fixture(scope="session")
def design() -> TerraformDesign:
    """A cluster with everything that becomes a Kubernetes object."""
    from tests.kubernetes.cluster import DECLARATION  # noqa: PLC0415 - as above

    return for_terraform(design_cluster(ClusterSpec.model_validate(DECLARATION)))


@pytest.fixture(scope="session")
def resources(design: TerraformDesign, tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """All Kubernetes resources of that cluster."""
    from tests.kubernetes.cluster import everything  # noqa: PLC0415 - as above
    from tests.kubernetes.synthesis import synthesized  # noqa: PLC0415 - as above

    return synthesized(lambda stack: everything(stack, design), tmp_path_factory.mktemp("kubernetes"))


@pytest.fixture(scope="session")
def objects(resources: Resources) -> list[Manifest]:
    """The same as Kubernetes manifests."""
    return manifests(resources)
