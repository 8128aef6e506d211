"""A whole example through the bindings as they come, and through ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshots.test_bytes import app_in, synth

pytestmark = pytest.mark.engine


def test_eager_bindings_give_the_same_bytes(tmp_path: Path) -> None:
    """One cluster, because the eager bindings take a quarter of a minute to import."""
    lazy = synth(app_in(tmp_path / "lazy"), Path.home(), EKS_GPU_CLUSTERS="quickstart")
    eager = synth(app_in(tmp_path / "eager"), Path.home(), EKS_GPU_CLUSTERS="quickstart", EKS_GPU_EAGER_BINDINGS="1")

    assert sorted(lazy) == [f"quickstart-{kind}" for kind in ("cluster", "network", "platform", "workloads")]
    assert lazy == eager
