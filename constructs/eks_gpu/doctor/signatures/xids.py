"""A signature for each XID of NVIDIA's catalogue: the kernel, the device plugin and the monitoring agent name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.doctor.signatures.signature import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator


def of_xids() -> Iterator[Signature]:
    """One row for each code; a fault of a program is mild, because the GPU need not be replaced."""
    for xid in catalog.xids():
        is_program = xid.kind == "application"
        replace = "drain the node and terminate its instance: the group starts another"
        yield Signature.of_row(
            "xids",
            {
                "id": f"xid-{xid.code}",
                "says": rf"NVRM: Xid [^\n]{{0,60}}: {xid.code},|Xid=0?{xid.code}\b|XidCriticalError: Xid={xid.code}\b|"
                rf"NvidiaXID{xid.code}(?:Error|Warning)",
                "means": f"XID {xid.code}: {xid.meaning}",
                "where": "pod" if is_program else "node",
                "next": f"{xid.action}; look at the log of the pod that ran there" if is_program else replace,
                "source": "NVIDIA, Xid catalogue",
                "said": f"NVRM: Xid (PCI:0000:00:1e): {xid.code}, pid=2187, name=python",
                "mild": is_program,
                "covers": ["gpu-hardware"],
                "code": str(xid.code),
            },
        )
