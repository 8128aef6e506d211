"""A signature for each XID of NVIDIA's catalogue: the kernel, the device plugin and the monitoring agent name them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.doctor.signatures.signature import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPLACE = "drain the node and terminate its instance: the group starts another"
# The device plugin never takes a GPU back that it has once called unhealthy.
OFFER_AGAIN = "delete the device plugin's pod on that node, so that it offers the GPU again"
_BY_PLUGIN = r"XidCriticalError|\bXid=\d{1,3} on Device="


def of_xids() -> Iterator[Signature]:
    """One row for each code; a fault of a program is mild, because the GPU need not be replaced."""
    for xid in catalog.xids():
        is_program = xid.kind == "application"
        step = f"{xid.action}; look at the log of the pod that ran there" if is_program else _REPLACE
        yield _row(xid.code, xid.meaning, step, is_program=is_program)
    text = files(__package__).joinpath("codes", "xids.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["code"]:
        for code in row["codes"]:
            yield _row(code, row["means"], row["next"], is_program=row.get("program") is True)


def _row(code: int, meaning: str, step: str, *, is_program: bool) -> Signature:
    return Signature.of_row(
        "xids",
        {
            "id": f"xid-{code}",
            "says": rf"NVRM: Xid [^\n]{{0,60}}: {code},(?![^\n]{{0,120}}caused by previous Xid)|Xid=0?{code}\b|"
            rf"XidCriticalError: Xid={code}\b|NvidiaXID{code}(?:Error|Warning)|caused by previous Xid {code}\b|"
            rf"Detected XID {code} for GPU|DCGM_FI_DEV_XID_ERRORS\{{[^}}\n]{{0,600}}\}} {code}\b",
            "means": f"XID {code}: {meaning}",
            "where": "pod" if is_program else "node",
            "next": step,
            "source": "NVIDIA, Xid catalogue",
            "said": f"NVRM: Xid (PCI:0000:00:1e): {code}, pid=2187, name=python",
            "mild": is_program,
            "covers": ["gpu-hardware"],
            "code": str(code),
            "branch": [_of_plugin(code, step)] if is_program else [],
        },
    )


def _of_plugin(code: int, step: str) -> dict[str, str | bool]:
    """The branch for a line of the device plugin, which took the GPU out of service."""
    said = f"XidCriticalError: Xid={code} on Device=GPU-5a1b2c3d; marking device as unhealthy."
    return {"beside": _BY_PLUGIN, "near": True, "next": f"{step}; {OFFER_AGAIN}", "said": said}
