"""Dates of pinned AMI releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.design import GpuGroupDesign


def release_day(group: GpuGroupDesign) -> str:
    """Date of a group's pinned AL2023 release, such as 20260714 in 1.35.2-20260714; empty without one."""
    release = group.spec.ami.release_version if group.spec.ami else None
    return release.rpartition("-")[2] if release and group.spec.os == "al2023" else ""
