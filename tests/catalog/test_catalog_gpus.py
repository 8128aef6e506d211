"""GPU models and their MIG profiles."""

from __future__ import annotations

import pytest

from eks_gpu import catalog

PROFILES = [
    ("p4d.24xlarge", "1g.5gb 1g.10gb 2g.10gb 3g.20gb 4g.20gb 7g.40gb"),
    ("p4de.24xlarge", "1g.10gb 1g.20gb 2g.20gb 3g.40gb 4g.40gb 7g.80gb"),
    ("p5.48xlarge", "1g.10gb 1g.20gb 2g.20gb 3g.40gb 4g.40gb 7g.80gb"),
    ("p5en.48xlarge", "1g.18gb 1g.35gb 2g.35gb 3g.71gb 4g.71gb 7g.141gb"),
    ("p6-b200.48xlarge", "1g.23gb 1g.45gb 2g.45gb 3g.90gb 4g.90gb 7g.180gb"),
    ("p6-b300.48xlarge", "1g.34gb 1g.67gb 2g.67gb 3g.135gb 4g.135gb 7g.269gb"),
    ("g7e.2xlarge", "1g.24gb 2g.48gb 4g.96gb"),
    ("g6.xlarge", ""),
    ("g5.xlarge", ""),
]


def _model(name: str) -> catalog.GpuModel:
    found = catalog.instance_type(name)
    assert found is not None
    assert found.gpu is not None
    return catalog.gpu_model(found.gpu)


@pytest.mark.parametrize(("name", "profiles"), PROFILES)
def test_mig_profiles_are_those_nvidia_lists(name: str, profiles: str) -> None:
    model = _model(name)
    assert profiles == " ".join(profile.name for profile in model.mig_profiles)
    assert bool(profiles) is model.mig


@pytest.mark.parametrize("name", ["p4d.24xlarge", "p5.48xlarge", "p6-b200.48xlarge"])
def test_seven_smallest_parts_fill_a_gpu(name: str) -> None:
    assert [profile.max_parts for profile in _model(name).mig_profiles] == [7, 4, 3, 2, 1, 1]


def test_every_gpu_of_the_catalogue_has_a_model() -> None:
    for found in catalog.instance_types().values():
        assert found.gpu is None or catalog.gpu_model(found.gpu).model == found.gpu.model


def test_a_part_of_a_gpu_has_the_model_of_the_whole() -> None:
    assert _model("g6f.large").memory_mib == 22888


def test_an_unknown_model_is_refused() -> None:
    gpu = catalog.Gpu(model="X1", manufacturer="NVIDIA", count=1, physical_count=1, fraction=1, memory_mib=1)
    with pytest.raises(KeyError, match="X1"):
        catalog.gpu_model(gpu)


@pytest.mark.parametrize(
    ("name", "capability"),
    [
        *(("p3dn.24xlarge", (7, 0)), ("g4dn.xlarge", (7, 5)), ("g5g.xlarge", (7, 5)), ("p4d.24xlarge", (8, 0))),
        *(("g5.xlarge", (8, 6)), ("g6.xlarge", (8, 9)), ("g6e.xlarge", (8, 9)), ("p5.48xlarge", (9, 0))),
        *(("p6-b200.48xlarge", (10, 0)), ("p6-b300.48xlarge", (10, 3)), ("g7e.2xlarge", (12, 0))),
    ],
)
def test_compute_capabilities_are_those_nvidia_lists(name: str, capability: tuple[int, int]) -> None:
    assert _model(name).compute_capability == capability


def test_drivers_bound_the_oldest_and_the_newest() -> None:
    assert (_model("p3dn.24xlarge").max_driver, _model("g7.2xlarge").min_driver) == (580, 595)
