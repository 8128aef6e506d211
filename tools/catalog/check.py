"""Checks of the committed data; each yields a sentence for every violation."""

from __future__ import annotations

import json
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from tools.catalog import provenance, recorded
from tools.catalog.check_types import type_problems
from tools.catalog.check_versions import version_problems
from tools.catalog.files import DATA, OFFERINGS, SOURCE, TYPES, json_document, read, rows, sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

_AGAIN = "run tools/update_catalog.py"


def problems() -> Iterator[str]:
    """Everything that is wrong with the data on disk."""
    return chain(_hashes(), _order(), _offerings(), type_problems(), version_problems(), _regenerated())


def _hashes() -> Iterator[str]:
    recorded = json.loads(SOURCE.read_text(encoding="utf-8"))
    hashes = {**recorded["generated"], **recorded["hand_kept"]}
    files = {path.name for path in DATA.iterdir()} - {SOURCE.name}
    if files != set(hashes):
        yield f"SOURCE.json and the folder name different files: {sorted(files ^ set(hashes))}"
    for name in sorted(files & set(hashes)):
        if sha256(read(name)) != hashes[name]:
            yield f"{name} is not what SOURCE.json has the hash of; {_AGAIN}"


def _order() -> Iterator[str]:
    for file in (TYPES, OFFERINGS):
        names = [row["name"] for row in rows(file)]
        yield from (f"{file}: {after} stands after {before}" for before, after in pairwise(names) if after <= before)


def _offerings() -> Iterator[str]:
    regions = json.loads(read("regions.json"))["recorded"]
    offered = {row["name"]: row["regions"] for row in rows(OFFERINGS)}
    if set(offered) != {row["name"] for row in rows(TYPES)}:
        yield f"{OFFERINGS} and {TYPES} name different types"
    for name, marks in offered.items():
        if not marks:
            yield f"{OFFERINGS}: no region offers {name}"
        yield from (
            f"{OFFERINGS}: {name} in {region}: {mark!r}"
            for region, mark in marks.items()
            if not _known(mark, regions[region])
        )


def _known(mark: str, region: dict[str, list[str]]) -> bool:
    """Whether the marks stand for zones that the region has; as many names as ids."""
    if mark == "*":
        return True
    names, ids = mark.split("/")
    return (
        set(names) <= {zone[-1] for zone in region["zones"]}
        and set(ids) <= {zone[-1] for zone in region["zone_ids"]}
        and len(names) == len(ids) > 0
    )


def _regenerated() -> Iterator[str]:
    """Byte for byte what the tool writes, where the packages are those it was written with."""
    if recorded.versions() != json.loads(SOURCE.read_text(encoding="utf-8"))["recorded"]["packages"]:
        return
    texts = provenance.generated()
    texts[SOURCE.name] = json_document(provenance.source(texts))
    yield from (f"{name} is not what the tool writes; {_AGAIN}" for name, text in texts.items() if read(name) != text)
