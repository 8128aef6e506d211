"""Trim definitions of Kubernetes objects to the part that tests hold objects against: the schema of `spec`.

`python tools/trim_crds.py VERSION SOURCE FILE…` writes `tests/provisioning/crds.json`. The files are those of a
release, such as `pkg/apis/crds/*.yaml` of aws/karpenter-provider-aws.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

TARGET = Path(__file__).parents[1] / "tests" / "provisioning" / "crds.json"
_LEFT_OUT = frozenset({"description", "format", "x-kubernetes-list-type", "x-kubernetes-map-type"})


def trimmed(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """A schema without what says nothing of values."""
    if isinstance(schema, list):
        return [trimmed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    # A property may have the name of a keyword.
    named = {"properties": {name: trimmed(item) for name, item in schema.get("properties", {}).items()}}
    kept = {key: trimmed(item) for key, item in schema.items() if key not in {*_LEFT_OUT, "properties"}}
    return {**kept, **(named if "properties" in schema else {})}


def main(version: str, source: str, files: list[str]) -> None:
    """Write the facts."""
    found: dict[str, Any] = {}
    for file in files:
        definition: dict[str, Any] = YAML(typ="safe").load(Path(file))["spec"]
        (served,) = definition["versions"]
        spec = served["schema"]["openAPIV3Schema"]["properties"]["spec"]
        kind = definition["names"]["kind"]
        found[kind] = {"apiVersion": f"{definition['group']}/{served['name']}", "spec": trimmed(spec)}
    facts = {"version": version, "source": source, "kinds": dict(sorted(found.items()))}
    TARGET.write_text(json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
