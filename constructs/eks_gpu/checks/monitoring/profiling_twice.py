"""Two exporters of GPU metrics would read the profiling counters of the same GPU.

**Why.** On GPUs older than Hopper only one process per node can read the counters at a time. The exporter of
`dcgm_exporter` reads them, and on AL2023 so does the exporter that `cloudwatch` installs. Whichever starts second exits
with "The third-party Profiling module returned an unrecoverable error", again and again (NVIDIA/dcgm-exporter #7 and
#126; aws-observability/helm-charts 6.2.0, its `dcgm-exporter-daemonset.yaml`).

**Fix.** Write `profiling: false`, which leaves the counters to CloudWatch, or keep only one of the two exporters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.problem import Problem

_ONE_AT_A_TIME = {"Volta", "Turing", "Ampere", "Ada Lovelace"}

BAD = """\
monitoring:
  cloudwatch: true
  dcgm_exporter: true
"""
GOOD = """\
monitoring:
  cloudwatch: true
  dcgm_exporter: true
  profiling: false
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups whose nodes would run both exporters."""
    wanted = design.spec.monitoring
    if not (wanted.dcgm_exporter and wanted.profiling and wanted.cloudwatch):
        return
    both = [group.name for group in design.gpu_nodes if _one_at_a_time(group)]
    if both:
        message = (
            f"on {listed(both)} the DCGM exporter and CloudWatch's would both read the profiling counters, which only "
            "one process can read at a time"
        )
        yield error(__name__, "monitoring.cloudwatch", message, "write 'profiling: false'", "monitoring.dcgm_exporter")


def _one_at_a_time(group: MachinesDesign) -> bool:
    """Whether two exporters would compete; CloudWatch's sees no GPU on Bottlerocket."""
    gpus = (kind.gpu for kind in group.types if kind.gpu and group.os != "bottlerocket")
    return any(catalog.gpu_model(gpu).architecture in _ONE_AT_A_TIME for gpu in gpus)
