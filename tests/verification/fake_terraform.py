"""A terraform that plans and applies documents in a file of its own, with faults on demand.

It knows the commands and answers that `tools.verification` uses: `init`, `plan -json -out`, `show -json`,
`apply -json`, `destroy -json`, `state list`. FAULTS in its environment is JSON: kinds of
faults, each with a pattern of addresses.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

STATE, LOG = Path("terraform.tfstate"), Path("commands.log")
FAULTS: dict[str, str] = json.loads(os.environ.get("FAULTS", "{}"))

Bodies = dict[str, Any]


def has(fault: str, address: str = "") -> bool:
    return fault in FAULTS and re.search(FAULTS[fault], address) is not None


def state() -> Bodies:
    found: Bodies = json.loads(STATE.read_text(encoding="utf-8"))["resources"] if STATE.exists() else {}
    return found


def save(bodies: Bodies) -> None:
    STATE.write_text(json.dumps({"resources": bodies}), encoding="utf-8")


def declared() -> Bodies:
    document = json.loads(Path("cdk.tf.json").read_text(encoding="utf-8"))
    return {f"{kind}.{name}": body for kind, named in document["resource"].items() for name, body in named.items()}


def error(summary: str, address: str) -> None:
    diagnostic = {"severity": "error", "summary": summary, "detail": "as asked", "address": address}
    print(json.dumps({"@level": "error", "type": "diagnostic", "diagnostic": diagnostic}))


def actions(address: str, before: Any, after: Any) -> list[str]:
    if before is None or after is None:
        return ["create"] if before is None else ["delete"]
    if before == after and not has("restless", address):
        return ["no-op"]
    return ["delete", "create"] if has("replaces", address) else ["update"]


def plan(out: str) -> int:
    was, now = state(), declared()
    if bad := [address for address in now if has("plan_fails", address)]:
        error("Invalid value", bad[0])
        return 1
    changes: list[dict[str, Any]] = [
        {
            "address": address,
            "type": address.partition(".")[0],
            "change": {
                "actions": actions(address, was.get(address), now.get(address)),
                "before": was.get(address),
                "after": now.get(address),
                "after_unknown": {},
            },
        }
        for address in sorted(was.keys() | now.keys())
    ]
    Path(out).write_text(json.dumps({"format_version": "1.2", "resource_changes": changes}), encoding="utf-8")
    return 2 if any(change["change"]["actions"] != ["no-op"] for change in changes) else 0


def apply() -> int:
    save({address: body for address, body in declared().items() if not has("apply_fails", address)})
    if bad := [address for address in declared() if has("apply_fails", address)]:
        error("Failed to create", bad[0])
    wait("hangs_in_apply")
    return int(bool(bad))


def destroy() -> int:
    wait("hangs_in_destroy")
    kept = {address: body for address, body in state().items() if has("destroy_fails", address)}
    save(kept)
    for address in kept:
        error("still exists", address)
    return int(bool(kept))


def wait(fault: str) -> None:
    """Until somebody interrupts; terraform, too, finishes what it does and writes its state."""
    if not has(fault):
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        log("interrupted")
        sys.exit(1)

    signal.signal(signal.SIGINT, stop)
    log("hangs")
    time.sleep(60)


def log(line: str) -> None:
    with LOG.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def main() -> int:
    command, *options = sys.argv[1:]
    log(" ".join(sys.argv[1:]))
    if command == "init":
        print("no such provider" if has("init_fails") else "")
        return int(has("init_fails"))
    if command == "show":
        print(Path(options[-1]).read_text(encoding="utf-8"))
        return 0
    if command == "state":
        print("\n".join(state()))
        return 0
    if command == "plan":
        return plan(next(option.partition("=")[2] for option in options if option.startswith("-out=")))
    return apply() if command == "apply" else destroy()


if __name__ == "__main__":
    sys.exit(main())
