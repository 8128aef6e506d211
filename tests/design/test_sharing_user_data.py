"""How GPUs are shared, in user data as cloud-init and Bottlerocket would read it."""

from __future__ import annotations

import email
import tomllib
from email.message import Message
from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

MIXED = {"mig": {"3g.40gb": 1, "2g.20gb": 2}}


def user_data(sharing: Any, instance_type: str = "p5.48xlarge", os: str = "al2023") -> str | None:
    changes = {"instance_types": [instance_type], "sharing": sharing, "os": os}
    spec = ClusterSpec.model_validate(changed({f"gpu_node_groups[0].{name}": value for name, value in changes.items()}))
    text = design_cluster(spec).gpu_groups[0].launch_template.user_data
    return text.text() if text else None


def script(sharing: Any = MIXED, instance_type: str = "p5.48xlarge") -> str:
    """The shell script in it, as cloud-init takes it out."""
    text = user_data(sharing, instance_type)
    assert text is not None
    text.encode("ascii")
    message = email.message_from_string(text)
    assert message.get_content_type() == "multipart/mixed"
    assert not message.defects
    payload = message.get_payload()
    assert isinstance(payload, list)
    (part,) = payload
    assert isinstance(part, Message)
    assert part.get_content_type() == "text/x-shellscript"
    found = part.get_payload()
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("sharing", ["none", {"time_slicing": {"replicas": 4}}, {"mps": {"replicas": 4}}])
def test_al2023_needs_none_unless_gpus_are_cut(sharing: Any) -> None:
    assert user_data(sharing) is None


def test_bottlerocket_that_shares_nothing_needs_none() -> None:
    assert user_data("none", os="bottlerocket") is None


@pytest.mark.parametrize(
    ("sharing", "instance_type", "layout", "parts"),
    [
        (MIXED, "p5.48xlarge", "3g.40gb:4,2g.20gb:0,2g.20gb:2", 24),
        ({"mig": "1g.5gb"}, "p4d.24xlarge", ",".join(["1g.5gb"] * 7), 56),
        ({"mig": "1g.10gb", "time_slicing": {"replicas": 2}}, "p5.4xlarge", ",".join(["1g.10gb"] * 7), 7),
        ({"mig": {"2g.48gb": 1, "1g.24gb": 2}}, "g7e.12xlarge", "2g.48gb,1g.24gb,1g.24gb", 6),
    ],
)
def test_the_script_knows_layout_and_count(sharing: Any, instance_type: str, layout: str, parts: int) -> None:
    text = script(sharing, instance_type)

    assert f"readonly LAYOUT='{layout}'" in text
    assert f"readonly PARTS='{parts}'" in text
    assert "@" not in text


@pytest.mark.parametrize(
    ("sharing", "instance_type", "settings"),
    [
        (
            {"time_slicing": {"replicas": 4}},
            "g6.xlarge",
            {
                "device-sharing-strategy": "time-slicing",
                "device-partitioning-strategy": "none",
                "time-slicing": {
                    "replicas": 4,
                    "rename-by-default": False,
                    "fail-requests-greater-than-one": True,
                },
            },
        ),
        (
            {"mps": {"replicas": 8, "rename": True}},
            "g6.xlarge",
            {
                "device-sharing-strategy": "mps",
                "device-partitioning-strategy": "none",
                "mps": {"replicas": 8, "rename-by-default": True},
            },
        ),
        (
            {"mig": "1g.10gb"},
            "p5.48xlarge",
            {
                "device-sharing-strategy": "none",
                "device-partitioning-strategy": "mig",
                "mig": {"profile": {"h100.80gb": "1g.10gb"}},
            },
        ),
        (
            {"mig": "2g.10gb", "time_slicing": {"replicas": 2, "rename": True}},
            "p4d.24xlarge",
            {
                "device-sharing-strategy": "time-slicing",
                "device-partitioning-strategy": "mig",
                "time-slicing": {
                    "replicas": 2,
                    "rename-by-default": True,
                    "fail-requests-greater-than-one": True,
                },
                "mig": {"profile": {"a100.40gb": "2g.10gb"}},
            },
        ),
    ],
)
def test_bottlerocket_gets_every_setting(sharing: Any, instance_type: str, settings: dict[str, Any]) -> None:
    text = user_data(sharing, instance_type, "bottlerocket")
    assert text is not None

    assert tomllib.loads(text) == {"settings": {"kubelet-device-plugins": {"nvidia": settings}}}
