"""A kubectl that answers from a folder of recorded JSON, named in ANSWERS; it notes what it was asked.

Objects that the terraform of `fake_terraform` has applied below the folder in STACKS exist as well.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from tools.verification.cluster import KINDS  # noqa: E402 - after the path above

WHOLE = {
    "clusterrolebindings",
    "clusterroles",
    "namespaces",
    "persistentvolumes",
    "priorityclasses",
    "storageclasses",
}
FOLDER = Path(os.environ["ANSWERS"])


def applied(plural: str) -> list[dict[str, Any]]:
    singular = plural[:-2] if plural.endswith("sses") else plural[:-1]
    found = []
    for file in Path(os.environ.get("STACKS", os.devnull)).glob("*/terraform.tfstate"):
        for address, body in json.loads(file.read_text(encoding="utf-8"))["resources"].items():
            if KINDS.get(address.partition(".")[0]) == plural:
                metadata = body["metadata"][0] if isinstance(body["metadata"], list) else body["metadata"]
                scope = {} if plural in WHOLE else {"namespace": metadata.get("namespace", "default")}
                found.append({"kind": singular, "metadata": {"name": metadata["name"], **scope}})
    return found


def main() -> int:
    words = [one for one in sys.argv[1:] if not one.startswith("--request-timeout")]
    with (FOLDER / "asked.log").open("a", encoding="utf-8") as file:
        file.write(" ".join(words) + "\n")
    held, words = words[:4], words[4:]
    if held[3] != "kind-verify":
        print(f'error: context "{held[3]}" does not exist', file=sys.stderr)
        return 1
    if words[0] == "config":
        print((FOLDER / "config.json").read_text(encoding="utf-8"))
        return 0
    if words[0] != "get":
        return 0
    items: list[dict[str, Any]] = []
    for kind in words[1].split(","):
        answer = FOLDER / f"{kind}.json"
        items += json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else []
        items += applied(kind)
    print(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
