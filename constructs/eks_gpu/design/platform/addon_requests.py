"""Requests of add-ons' DaemonSets where the declaration configures them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, MEMORY
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from eks_gpu.design.platform.addons import AddonDesign
    from eks_gpu.design.platform.daemons import DaemonDesign


@dataclass(frozen=True)
class _Container:
    """A container of a DaemonSet.

    Attributes:
        path: Keys of the configuration under which its `resources` are.
        cpu: CPU of its default request, in thousandths of a core.
        memory: Memory of its default request, in MiB.
    """

    path: tuple[str, ...]
    cpu: int = 0
    memory: int = 0


_SIDECARS = ("nodeDriverRegistrar", "livenessProbe")


def _driver(memory: int, of_sidecars: int, cpu: int) -> tuple[_Container, ...]:
    """The containers of a storage driver's node pod."""
    sidecars = (_Container(("sidecars", name), cpu, of_sidecars) for name in _SIDECARS)
    return (_Container(("node",), cpu, memory), *sidecars)


# By DaemonSet; the values are those of the charts that `daemons` names, container by container.
_CONTAINERS = {
    "eks-pod-identity-agent": (_Container(()),),
    "aws-node": (_Container((), cpu=25), _Container(("nodeAgent",), cpu=25)),
    "kube-proxy": (_Container((), cpu=100),),
    "ebs-csi-node": _driver(40, 40, 10),
    "efs-csi-node": _driver(0, 0, 0),
    "fsx-csi-node": _driver(40, 32, 10),
    "s3-csi-node": _driver(40, 40, 10),
    "eks-node-monitoring-agent": (_Container(("monitoringAgent",), 10, 30),),
    "dcgm-server": (_Container(("dcgmAgent",)),),
    "cloudwatch-agent": (_Container(("agent",), 250, 128),),
    "cloudwatch-dcgm-exporter": (_Container(("dcgmExporter",), 250, 128),),
}


def configured(daemon: DaemonDesign, addon: AddonDesign) -> DaemonDesign:
    """The daemon of an add-on with the requests that the add-on's configuration gives it."""
    containers = _CONTAINERS.get(daemon.name, ())
    more = {
        CPU: sum(_asked(addon.settings, one.path, "cpu", one.cpu) - one.cpu for one in containers),
        MEMORY: sum(_asked(addon.settings, one.path, "memory", one.memory) - one.memory for one in containers),
    }
    if not any(more.values()):
        return daemon
    return replace(daemon, asks={name: amount + more.get(name, 0) for name, amount in daemon.asks.items()})


def _asked(settings: Mapping[str, object] | None, path: tuple[str, ...], name: str, default: int) -> int:
    """A container's request. Kubernetes takes a limit for the request where neither chart nor declaration has one."""
    for kind in ("requests", *(() if default else ("limits",))) if settings else ():
        value: object = settings
        for key in (*path, "resources", kind, name):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str | int | float):
            try:
                return millicores(str(value)) if name == "cpu" else mebibytes(str(value))
            except ValueError:
                # EKS refuses it: "Json schema validation failed".
                return default
    return default
