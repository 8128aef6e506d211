"""Checks of instance types, and of the types that are known only by name."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from tools.catalog.files import TYPES, read, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.catalog.files import Json


def type_problems() -> Iterator[str]:
    """Everything that is wrong with the types on disk."""
    types = {row["name"]: row for row in rows(TYPES)}
    return chain(*(_type(row) for row in types.values()), _gpu_models(types), _others(types))


def _type(row: Json) -> Iterator[str]:
    name, cards = row["name"], row["network_cards"]
    sound = {
        "an architecture of two": row["arch"] in {"x86_64", "arm64"},
        "positive sizes": min(row["vcpus"], row["memory_mib"], row["enis"]) > 0 and row["ipv4_per_eni"] > 1,
        "cards without gaps": [card["first"] for card in cards] == [0, *(card["last"] + 1 for card in cards[:-1])],
        "EFA on cards that take it": row["efa_max"] <= sum(_efa_cards(card) for card in cards),
        "EFA if a card takes it": bool(row["efa_max"]) == any(_efa_cards(card) for card in cards),
        "a hypervisor unless bare metal": bool(row["hypervisor"]) is not row["bare_metal"],
        "a way to buy it": bool(row["purchase_options"]),
        "bandwidth to EBS": row["ebs_mbps"] is None or 0 < row["ebs_mbps"][0] <= row["ebs_mbps"][1],
        "attachments for EBS volumes": row["ebs_attachments"] > 1,
        "a sound GPU": row["gpu"] is None or _sound_gpu(row["gpu"]),
    }
    yield from (f"{name} lacks {what}" for what, holds in sound.items() if not holds)


def _efa_cards(card: Json) -> int:
    return card["last"] - card["first"] + 1 if "efa" in card["interface_types"] else 0


def _sound_gpu(gpu: Json) -> bool:
    """One logical GPU or more; as many whole ones, or none where each is a part."""
    whole = gpu["count"] if gpu["fraction"] == 1 else 0
    return bool(
        gpu["count"] >= 1
        and 0 < gpu["fraction"] <= 1
        and gpu["physical_count"] == whole
        and gpu["manufacturer"] == "NVIDIA"
    )


def _gpu_models(types: dict[str, Json]) -> Iterator[str]:
    models = json.loads(read("gpus.json"))["gpus"]
    known = {(model["model"], model["memory_mib"]) for model in models}
    used = {(gpu["model"], gpu["memory_mib"]) for row in types.values() if (gpu := row["gpu"]) and gpu["fraction"] == 1}
    yield from (f"gpus.json and the types differ in {model} of {memory} MiB" for model, memory in sorted(known ^ used))
    for model in models:
        yield from (
            f"gpus.json: {model['model']}: {profile['name']} does not fit"
            for profile in model["mig_profiles"]
            if not _fits(profile, model)
        )


def _fits(profile: Json, model: Json) -> bool:
    parts = profile["max_parts"]
    return bool(
        parts * profile["slices"] <= model["mig_slices"]
        and parts * profile["memory_slices"] <= model["mig_memory_slices"]
    )


def _others(types: dict[str, Json]) -> Iterator[str]:
    others = json.loads(read("other_types.json"))
    retired = others["retired"]
    for name, entry in retired.items():
        if (name in types) is not (entry["status"] == "retiring"):
            place = "in" if name in types else "not in"
            yield f"other_types.json: {name} is {entry['status']} and stands {place} the catalogue"
        yield from (
            f"other_types.json: {name} is replaced by {other}"
            for other in entry["replacements"]
            if other not in types or other in retired
        )
    groups = (set(retired), set(others["foreign_accelerators"]), set(others["unrecorded"]), set(others["outside"]))
    if len(set.union(*groups)) != sum(map(len, groups)):
        yield "other_types.json: a type stands in two groups"
    if twice := set.union(*groups[1:]) & set(types):
        yield f"other_types.json: in the catalogue too: {sorted(twice)}"
