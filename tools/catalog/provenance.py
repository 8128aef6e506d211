"""The content of SOURCE.json: the source of each data file, and a hash that reveals stray edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.catalog import other_rows, recorded, type_rows, zone_rows
from tools.catalog.files import DATA, OFFERINGS, SOURCE, TYPES, json_document, json_lines, sha256
from tools.catalog.files import read as read_file

if TYPE_CHECKING:
    from tools.catalog.files import Json

# The answers are not dated; the package that holds them was built on this day, so they are not younger.
# Both lines change together.
_MOTO, _MOTO_BUILT = "5.2.5", "2026-10-27"
_APIS = ("ec2:DescribeInstanceTypes", "ec2:DescribeInstanceTypeOfferings")
_ENUMS = {
    "ami_types": "AMITypes",
    "capacity_types": "CapacityTypes",
    "taint_effects": "TaintEffect",
    "log_types": "LogType",
}
_EKS_API = "2017-11-01"
# Written and dated by people; each names its sources itself.
HAND_KEPT = (
    "addons.json",
    "ami_drivers.json",
    "ami_types.json",
    "autoscaler_types.json",
    "gpu_telemetry.json",
    "gpus.json",
    "images.json",
    "kubernetes.json",
    "prices.json",
    "quotas.json",
    "xids.json",
)


def generated() -> dict[str, str]:
    """The files that are made from recorded answers, by name."""
    if recorded.versions().get("moto") != _MOTO:
        message = f"provenance is written for moto {_MOTO}; correct it for {recorded.versions().get('moto')} first"
        raise recorded.NotInstalledError(message)
    rows = type_rows.type_rows()
    return {
        TYPES: json_lines(rows),
        OFFERINGS: json_lines(zone_rows.zone_rows(row["name"] for row in rows)),
        "eks_enums.json": json_document(
            {name: list(recorded.enum("eks", _EKS_API, shape)) for name, shape in _ENUMS.items()}
        ),
        "other_types.json": json_document(other_rows.other_document()),
        "regions.json": json_document(zone_rows.regions_document()),
    }


def source(texts: dict[str, str]) -> Json:
    """The content of SOURCE.json for these generated files and the hand-kept ones on disk."""
    hand_kept = {name: read_file(name) for name in HAND_KEPT}
    return {
        "tool": "tools/update_catalog.py",
        "recorded": {"apis": list(_APIS), "packages": recorded.versions(), "not_after": _MOTO_BUILT},
        **({"read_from_aws": read} if (read := {name: one["read"] for name, one in recorded.kept().items()}) else {}),
        "generated": {name: sha256(texts[name]) for name in sorted(texts)},
        "hand_kept": {name: sha256(hand_kept[name]) for name in sorted(hand_kept)},
    }


def write() -> None:
    """Write the generated files and SOURCE.json."""
    texts = generated()
    for name, text in {**texts, SOURCE.name: json_document(source(texts))}.items():
        (DATA / name).write_text(text, encoding="utf-8")
