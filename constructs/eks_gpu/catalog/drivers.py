"""NVIDIA drivers in EKS's AMIs: which release has which, and what CUDA needs of them."""

from __future__ import annotations

from eks_gpu.catalog._files import document

_FILE = "ami_drivers.json"


def ami_driver(minor: str, day: str) -> str | None:
    """NVIDIA's driver in an AL2023 release, such as `570.172.08`.

    Args:
        minor: Kubernetes minor of the release.
        day: Its day, such as `20250915`.

    Returns:
        None for a release that is newer than the recorded ones, or of a minor without records.
    """
    recorded = document(_FILE)
    if day > recorded["recorded_until"]:
        return None
    found: str | None = None
    for row in recorded["al2023"].get(minor, ()):
        if row["since"] <= day:
            found = row["driver"]
    return found


def last_recorded_ami() -> str:
    """The day of the last AL2023 release whose driver is recorded, such as `20260714`."""
    recorded: str = document(_FILE)["recorded_until"]
    return recorded


def first_ami_with(minor: str, branch: int) -> str | None:
    """The day since which all AL2023 releases have a driver of a branch or later; None if none is recorded."""
    since: str | None = None
    for row in document(_FILE)["al2023"].get(minor, ()):
        if driver_branch(row["driver"]) < branch:
            since = None
        elif since is None:
            since = row["since"]
    return since


def driver_branch(driver: str) -> int:
    """The branch of a driver: 570 of `570.172.08`."""
    return int(driver.partition(".")[0])


def driver_for_cuda(major: int) -> int | None:
    """The first driver branch that runs programs of a CUDA major version; None if it is not recorded."""
    found: int | None = document(_FILE)["cuda"].get(str(major))
    return found


def grid_since() -> tuple[str, str]:
    """Days of the AL2023 releases since which AMIs carry the GRID driver, and with it its licence daemon."""
    grid = document(_FILE)["grid"]
    return grid["driver_since"], grid["licence_since"]
