"""Requests of the containers that eks-gpu itself puts onto GPU nodes.

The constructs emit them and `eks_gpu.design.platform.daemons` counts them, both from here.
"""

from __future__ import annotations

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import cpu_text, memory_text


@dataclass(frozen=True)
class ContainerRequests:
    """Requests of one container.

    Attributes:
        cpu: CPU in thousandths of a core.
        memory: Memory in MiB.
    """

    cpu: int
    memory: int

    def quantities(self) -> dict[str, str]:
        """The requests as a container spec has them."""
        return {"cpu": cpu_text(self.cpu), "memory": memory_text(self.memory)}


DEVICE_PLUGIN = ContainerRequests(cpu=50, memory=64)
# The container next to the plugin that selects its settings.
CONFIG_MANAGER = ContainerRequests(cpu=10, memory=32)
MPS_CONTROL = ContainerRequests(cpu=50, memory=256)
# NVIDIA/dcgm-exporter, `deployment/values.yaml`.
DCGM_EXPORTER = ContainerRequests(cpu=100, memory=128)
# aws/eks-charts, `stable/aws-efa-k8s-device-plugin/values.yaml`.
EFA_PLUGIN = ContainerRequests(cpu=10, memory=20)
# Its containers run one after the other, and each does next to nothing.
PREPULL = ContainerRequests(cpu=10, memory=16)
