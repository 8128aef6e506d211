"""other_types.json: types that people write and the catalogue does not hold, each with what to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.catalog import recorded
from tools.catalog.type_rows import is_nvidia, is_system, is_system_family, is_system_name

if TYPE_CHECKING:
    from tools.catalog.recorded import Json

_NO_REGION = "no recorded region offers it any more"
# Retired types: their GPU, and their successors, cheapest first. These have as many GPUs or more, but for
# p2.16xlarge, whose 16 no type has today.
_GONE: dict[str, tuple[str, tuple[str, ...]]] = {
    "cg1.4xlarge": ("Tesla M2050", ("g4dn.xlarge", "g6.xlarge")),
    "g2.2xlarge": ("GRID K520", ("g4dn.2xlarge", "g6.2xlarge")),
    "g2.8xlarge": ("GRID K520", ("g4dn.12xlarge", "g6.12xlarge")),
    "g3.16xlarge": ("Tesla M60", ("g4dn.12xlarge", "g6.12xlarge", "g5.12xlarge")),
    "g3.4xlarge": ("Tesla M60", ("g4dn.4xlarge", "g6.4xlarge", "g5.4xlarge")),
    "g3.8xlarge": ("Tesla M60", ("g4dn.12xlarge", "g6.12xlarge", "g5.12xlarge")),
    "g3s.xlarge": ("Tesla M60", ("g4dn.xlarge", "g6.xlarge", "g5.xlarge")),
    "p2.16xlarge": ("Tesla K80", ("g6.48xlarge", "g5.48xlarge")),
    "p2.8xlarge": ("Tesla K80", ("g6.48xlarge", "g5.48xlarge")),
    "p2.xlarge": ("Tesla K80", ("g4dn.xlarge", "g6.xlarge", "g5.xlarge")),
    "p3.16xlarge": ("Tesla V100", ("g6e.48xlarge", "p4d.24xlarge")),
    "p3.2xlarge": ("Tesla V100", ("g6.2xlarge", "g5.2xlarge", "g6e.2xlarge")),
    "p3.8xlarge": ("Tesla V100", ("g6.12xlarge", "g5.12xlarge", "g6e.12xlarge")),
}
# The NVIDIA driver of EKS's AMIs is 580; K80 and older need 470 or older, V100 and M60 end with 580
# (awslabs/amazon-eks-ami doc/usage/g7-ami.md at 81fec2e, Bottlerocket's README).
_NO_DRIVER = ("Tesla K80", "Tesla M2050", "GRID K520")
_RETIRING: dict[str, tuple[str, tuple[str, ...]]] = {
    "p3dn.24xlarge": (
        "its V100 GPUs are supported up to NVIDIA driver 580 and not by the next one, 595",
        ("p4d.24xlarge", "p4de.24xlarge"),
    ),
}
# Devices of which no answer is recorded any more (EC2 instance type pages, read 2026-11-21).
_FOREIGN: dict[str, str] = {
    **dict.fromkeys(
        [f"g4ad.{size}" for size in ("xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge")], "AMD Radeon Pro V520"
    ),
    **dict.fromkeys([f"f1.{size}" for size in ("2xlarge", "4xlarge", "16xlarge")], "Xilinx Virtex UltraScale (VU9P)"),
    "dl1.24xlarge": "Habana Gaudi HL-205",
    "trn2u.48xlarge": "AWS Trainium2",
}
_NO_ANSWER = "EC2's enum has it (botocore) but no recorded region offers it"
_UNRECORDED: dict[str, str] = {
    "p6e-gb200.36xlarge": (
        f"{_NO_ANSWER}: it is sold in UltraServers, and its GPUs need"
        " NVIDIA's DRA driver, which eks-gpu does not set up"
    ),
}
_PREVIOUS = "it is of a previous generation, without the Elastic Network Adapter"
# A node's own parts take most of what is less, and a t3.nano has addresses for four pods.
_LEAST_MIB = 2048
_SUCCESSOR_FAMILY = {"c": "c7i", "m": "m7i", "r": "r7i", "t": "t3"}


def other_document() -> Json:
    """The document: retired types, accelerators of other makers, types without facts, and all other names."""
    retired, foreign, unrecorded = _retired(), _foreign(), _unrecorded()
    named = {*retired, *foreign, *unrecorded}
    return {
        "retired": retired,
        "foreign_accelerators": foreign,
        "unrecorded": unrecorded,
        "outside": sorted(name for name in _ec2_names() if name not in named and not _in_catalogue(name)),
    }


def _ec2_names() -> tuple[str, ...]:
    return recorded.enum("ec2", "2016-11-15", "InstanceType")


def _unrecorded() -> dict[str, str]:
    """Types that the catalogue would hold if there were an answer about them."""
    nodes = (name for name in _ec2_names() if is_system_name(name) and name not in recorded.instance_types())
    named = {name: why for name, why in _UNRECORDED.items() if name not in recorded.instance_types()}
    return dict(sorted({**dict.fromkeys(nodes, _NO_ANSWER), **named}.items()))


def _in_catalogue(name: str) -> bool:
    answer = recorded.instance_types().get(name)
    return answer is not None and (is_nvidia(answer) or is_system(answer))


def _retired() -> dict[str, Json]:
    entries = {name: _entry("gone", _why_gone(gpu), others) for name, (gpu, others) in _GONE.items()}
    entries |= {name: _entry("retiring", why, others) for name, (why, others) in _RETIRING.items()}
    entries |= {name: _entry("previous", _PREVIOUS, _successor(answer)) for name, answer in _previous().items()}
    return dict(sorted(entries.items()))


def _entry(status: str, why: str, replacements: tuple[str, ...]) -> Json:
    return {"status": status, "why": why, "replacements": list(replacements)}


def _why_gone(gpu: str) -> str:
    if gpu in _NO_DRIVER:
        return f"{_NO_REGION}, and the NVIDIA driver of EKS's AMIs does not know its {gpu} GPU"
    return f"{_NO_REGION}"


def _previous() -> dict[str, Json]:
    return {
        name: answer
        for name, answer in recorded.instance_types().items()
        if is_system_family(answer) and not is_system(answer)
    }


def _successor(answer: Json) -> tuple[str, ...]:
    """The smallest type of today's family that has as many vCPUs, at least two, and is large enough for a node."""
    wanted = max(answer["VCpuInfo"]["DefaultVCpus"], 2)
    family = _SUCCESSOR_FAMILY[answer["InstanceType"][0]]
    types = [
        instance_type
        for name, instance_type in recorded.instance_types().items()
        if name.startswith(f"{family}.") and not instance_type["BareMetal"]
    ]
    fitting = [
        instance_type
        for instance_type in types
        if instance_type["VCpuInfo"]["DefaultVCpus"] >= wanted
        and instance_type["MemoryInfo"]["SizeInMiB"] >= _LEAST_MIB
    ]
    best = min(
        fitting,
        key=lambda instance_type: (instance_type["VCpuInfo"]["DefaultVCpus"], instance_type["MemoryInfo"]["SizeInMiB"]),
    )
    return (str(best["InstanceType"]),)


def _foreign() -> dict[str, str]:
    found = {name: device for name, answer in recorded.instance_types().items() if (device := _device(answer))}
    return dict(sorted({**_FOREIGN, **found}.items()))


def _device(answer: Json) -> str | None:
    """Maker and name of an accelerator; EC2 has a field for each kind of it."""
    for field, members in (
        ("InferenceAcceleratorInfo", "Accelerators"),
        ("MediaAcceleratorInfo", "Accelerators"),
        ("FpgaInfo", "Fpgas"),
    ):
        for device in answer.get(field, {}).get(members, ()):
            return f"{device['Manufacturer']} {device['Name'].removeprefix(device['Manufacturer']).strip()}"
    neuron = answer.get("NeuronInfo", {}).get("NeuronDevices", ())
    return f"AWS {neuron[0]['Name']}" if neuron else None
