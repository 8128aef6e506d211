"""`eks-gpu alerts` and `eks-gpu dashboard`: files for Prometheus and Grafana, made from a cluster file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from eks_gpu.cli._print import remark, say
from eks_gpu.cli.frame.files import NoFileError, declared, single
from eks_gpu.monitoring.dashboard import dashboard_text
from eks_gpu.monitoring.prometheus import as_file, as_resource
from eks_gpu.monitoring.rules import alert_rules
from eks_gpu.problem import render

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.design import ClusterDesign


def alerts(file: Path | None, *, operator: bool) -> int:
    """Print the alert rules of a cluster; 2 if the file has problems."""
    design = _design(file, "alerts")
    if design is None:
        return 2
    rules = alert_rules(design)
    sys.stdout.write(as_resource(rules, design.name) if operator else as_file(rules))
    return 0


def dashboard(file: Path | None) -> int:
    """Print the dashboard of a cluster; 2 if the file has problems."""
    design = _design(file, "dashboard")
    if design is None:
        return 2
    sys.stdout.write(dashboard_text(design))
    return 0


def _design(file: Path | None, command: str) -> ClusterDesign | None:
    """The design of a file; standard error reports what the output leaves out."""
    try:
        declaration = declared(single(file))
    except NoFileError as error:
        say(f"eks-gpu {command}: {error}")
        return None
    if declaration.draft is None or not declaration.usable:
        say(f"{render(declaration.problems)}\n\neks-gpu {command}: nothing was written")
        return None
    if declaration.draft.dcgm_exporter is None:
        left_out = (
            "without 'monitoring: {dcgm_exporter: true}' there are no GPU metrics, so this output contains nothing "
            "about GPUs"
        )
        remark(f"eks-gpu {command}: {left_out}")
    return declaration.draft
