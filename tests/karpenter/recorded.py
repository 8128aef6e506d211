"""EC2's own answers about types, from moto's recording of `DescribeInstanceTypes` and not from the catalogue."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any


def recorded_type(name: str) -> dict[str, Any]:
    found: dict[str, Any] = _recorded()[name]
    return found


@cache
def _recorded() -> dict[str, Any]:
    spec = util.find_spec("moto")
    assert spec is not None
    assert spec.origin is not None
    with gzip.open(Path(spec.origin).parent / "ec2/resources/instance_types.json.gz", "rt", encoding="utf-8") as file:
        types: dict[str, Any] = json.load(file)
    return types
