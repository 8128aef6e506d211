"""The device plugin's settings, as the plugin itself would read them."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import design_cluster
from eks_gpu.design.platform.device_plugin import DevicePluginDesign, MpsDesign
from eks_gpu.design.platform.plugin_config import DEFAULT_CONFIG
from eks_gpu.spec import ClusterSpec
from tests.design.nvidia_config import Config, InvalidConfigError, Replicated, read
from tests.specs import changed

GPU = "nvidia.com/gpu"
SHARINGS: dict[str, Any] = {
    "slices": {"time_slicing": {"replicas": 4}},
    "renamed": {"time_slicing": {"replicas": 10, "rename": True, "fail_requests_greater_than_one": False}},
    "mps": {"mps": {"replicas": 48}},
    "uniform": {"mig": "1g.10gb"},
    "mixed": {"mig": {"1g.10gb": 2, "3g.40gb": 1}},
    "sliced-parts": {"mig": {"1g.10gb": 2, "3g.40gb": 1}, "time_slicing": {"replicas": 2, "rename": True}},
    "sliced-uniform": {"mig": "2g.20gb", "time_slicing": {"replicas": 3}},
}


def plugin(*groups: dict[str, Any]) -> DevicePluginDesign:
    shape = {"instance_types": ["p5.48xlarge"], "max": 1}
    spec = ClusterSpec.model_validate(changed({"gpu_node_groups": [{**shape, **group} for group in groups]}))
    found = design_cluster(spec).device_plugin
    assert found
    return found


def every() -> DevicePluginDesign:
    return plugin({"name": "whole"}, *({"name": name, "sharing": sharing} for name, sharing in SHARINGS.items()))


CONFIGS = {
    DEFAULT_CONFIG: Config("none", "none", None),
    "slices": Config("none", "time-slicing", Replicated(rename=False, one_share=True, resources={GPU: 4})),
    "renamed": Config("none", "time-slicing", Replicated(rename=True, one_share=False, resources={GPU: 10})),
    "mps": Config("none", "mps", Replicated(rename=False, one_share=True, resources={GPU: 48})),
    "uniform": Config("single", "none", None),
    "mixed": Config("mixed", "none", None),
    "sliced-parts": Config(
        "mixed",
        "time-slicing",
        Replicated(
            rename=True,
            one_share=True,
            resources={"nvidia.com/mig-1g.10gb": 2, "nvidia.com/mig-3g.40gb": 2},
        ),
    ),
    "sliced-uniform": Config("single", "time-slicing", Replicated(rename=False, one_share=True, resources={GPU: 3})),
}


@pytest.mark.parametrize("key", CONFIGS)
def test_each_group_has_its_settings(key: str) -> None:
    assert read(every().configs[key]) == CONFIGS[key]


def test_there_is_one_text_a_group_and_one_for_all_others() -> None:
    assert list(every().configs) == list(CONFIGS)


@pytest.mark.parametrize("name", SHARINGS)
def test_the_plugin_offers_what_the_design_says(name: str) -> None:
    """From the devices of the machine, by the plugin's own arithmetic."""
    spec = ClusterSpec.model_validate(
        changed({"gpu_node_groups[0].instance_types": ["p5.48xlarge"], "gpu_node_groups[0].sharing": SHARINGS[name]})
    )
    design = design_cluster(spec)
    (group,) = design.gpu_groups
    instance_type = catalog.instance_type("p5.48xlarge")
    assert instance_type is not None
    assert instance_type.gpu is not None
    # For each GPU: itself, or its MIG slices; `single` calls every slice a GPU.
    parts = [part.partition(":")[0] for part in group.sharing.parts]
    names = [f"nvidia.com/mig-{part}" if group.sharing.mig_strategy == "mixed" else GPU for part in parts] or [GPU]
    devices = {name: names.count(name) * instance_type.gpu.count for name in names}
    assert design.device_plugin

    assert read(design.device_plugin.configs["gpu"]).advertised(devices) == group.offers


def test_a_cluster_that_shares_nothing_has_no_settings() -> None:
    found = plugin({"name": "whole"})

    assert (found.configs, found.mig, found.mps) == ({}, False, None)


def test_bottlerocket_takes_no_settings_from_here() -> None:
    found = plugin(
        {"name": "whole"}, {"name": "rocket", "os": "bottlerocket", "sharing": {"time_slicing": {"replicas": 2}}}
    )

    assert (found.configs, found.groups) == ({}, ("whole",))


def test_mps_needs_a_daemon_only_on_its_groups() -> None:
    taint = {"key": "example.com/team", "value": "a", "effect": "NoSchedule"}
    found = plugin({"name": "whole"}, {"name": "few", "sharing": {"mps": {"replicas": 2}}, "taints": [taint]})

    assert isinstance(found.mps, MpsDesign)
    assert found.mps.groups == ("few",)
    assert [toleration.key for toleration in found.mps.tolerations] == [GPU, "example.com/team"]
    assert found.mig is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: v2", "unknown version"),
        ("version: v1\nflags: {mig-strategy: single}", "would drop"),
        ("version: v1\nflags: {migStrategy: all}", "unknown MIG strategy"),
        ("version: v1\nsharing: {timeSlicing: {rename: true, resources: [{name: a, replicas: 2}]}}", "would drop"),
        ("version: v1\nsharing: {timeSlicing: {resources: []}}", "no resources"),
        ("version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 1}]}}", ">= 2"),
        ("version: v1\nsharing: {timeSlicing: {resources: [{name: GPU, replicas: 2}]}}", "incorrect format"),
        ("version: v1\nsharing: {mps: {resources: [{name: gpu, replicas: 2}]}}", "mps-root"),
        (
            "version: v1\nflags: {mpsRoot: /x}\nsharing: {mps: {resources: [{name: gpu, replicas: 49}]}}",
            "maximum allowed",
        ),
        (
            "flags: {mpsRoot: /x, migStrategy: mixed}\nsharing: {mps: {resources: [{name: a, replicas: 2}]}}",
            "not supported",
        ),
    ],
)
def test_the_reader_would_tell(text: str, says: str) -> None:
    with pytest.raises(InvalidConfigError, match=says):
        read(text)
