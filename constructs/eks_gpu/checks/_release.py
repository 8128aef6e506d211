"""Dates of pinned AMI releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design import GpuGroupDesign

if TYPE_CHECKING:
    from eks_gpu.design import NodePoolDesign


def release_day(group: GpuGroupDesign | NodePoolDesign) -> str:
    """Date of a pinned AL2023 release, such as 20260714 in 1.35.2-20260714 or v20260714; empty without one."""
    if isinstance(group, GpuGroupDesign):
        release = group.spec.ami.release_version if group.spec.ami else None
    else:
        release = group.spec.ami_release
    return release.rpartition("-")[2].removeprefix("v") if release and group.os == "al2023" else ""


def ami_path(group: GpuGroupDesign | NodePoolDesign) -> str:
    """Path of the field that pins the AMI."""
    return f"{group.where}.{'ami' if isinstance(group, GpuGroupDesign) else 'ami_release'}"
