"""Clusters of every kind, synthesized once a session."""

from __future__ import annotations

import fcntl
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from eks_gpu.declaration import read
from eks_gpu.spec import ExistingNetworkSpec
from tests.autoscaler.clusters import DRAWN, Cluster
from tests.autoscaler.template import zones_of
from tests.strategies import valid_specs
from tests.synthesized import EXAMPLES, SPECS, synthesize_once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.synthesized import Synthesized


@pytest.fixture(scope="session")
def clusters(synthesized: Synthesized, wider: Synthesized, shared: Path) -> dict[str, Cluster]:
    """Examples, wider declarations and ones that were made up, by the name of their file."""
    drawn = _written(shared / "declared")
    made = synthesize_once(drawn, shared / "drawn")
    return {
        **{path.stem: _cluster(path, synthesized) for path in EXAMPLES},
        **{path.stem: _cluster(path, wider) for path in SPECS},
        **{path.stem: _cluster(path, made) for path in drawn},
    }


def _cluster(path: Path, made: Synthesized) -> Cluster:
    design = read(path).design
    assert design
    network = design.spec.network
    if isinstance(network, ExistingNetworkSpec):
        # Where somebody else's subnets lie stands in the declaration alone.
        zones: dict[str, str | None] = {subnet: zone for zone, subnet in network.private_subnets.items()}
    else:
        zones = zones_of(made.stack(f"{design.name}-network"))
    return Cluster(design, made.stack(f"{design.name}-cluster"), zones)


def _written(folder: Path) -> list[Path]:
    """Made-up declarations as files, each under a name of its own; YAML takes JSON.

    One worker writes them and the others read them: hypothesis also draws from the constants of all modules that were
    imported so far, and a worker that has synthesized stacks has imported more of them than one that has not.
    """
    paths = [folder / f"{name}.yaml" for name in DRAWN]
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            for path, spec in zip(paths, _drawn(), strict=True):
                path.write_text(json.dumps(spec | {"name": path.stem}), encoding="utf-8")
    return paths


def _drawn() -> list[dict[str, Any]]:
    """The same ones each time; hypothesis begins with the simplest, so only every fifth is kept."""
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=5 * len(DRAWN),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(valid_specs())
    def keep(spec: dict[str, Any]) -> None:
        found.append(spec)

    keep()
    return found[4::5][: len(DRAWN)]
