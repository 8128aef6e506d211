"""User data and kubelet settings of a pool's nodes with Karpenter, which adds all that makes a node join.

Karpenter counts on what `spec.kubelet` says; user data is what it does not read (aws/karpenter-provider-aws v1.14.1,
`pkg/providers/amifamily/bootstrap`). So the settings that its CRD has go there, and all others into the user data,
where Karpenter's own win. Instance stores are its own business too (`instanceStorePolicy`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.nodes.settings import node_config, over, rocket_settings, setup_script
from eks_gpu.design.nodes.user_data import UserDataDesign
from eks_gpu.design.sharing.user_data import bottlerocket_settings, mig_script
from eks_gpu.spec import KubeletSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.nodes.pools import NodePoolDesign

# Fields of `spec.kubelet` in Karpenter's CRD; the other names of kubelet's configuration are refused there.
COUNTED = frozenset(
    {
        *("evictionHard", "imageGCHighThresholdPercent", "imageGCLowThresholdPercent", "kubeReserved"),
        *("maxPods", "systemReserved"),
    }
)
# The same settings in the file.
_COUNTED_FIELDS = (
    *("eviction_memory", "image_gc_high_percent", "image_gc_low_percent", "kube_reserved", "max_pods"),
    "system_reserved",
)


def kubelet(pool: NodePoolDesign) -> dict[str, Any]:
    """Settings of kubelet that Karpenter counts on."""
    config = node_config(pool.machine, ()).get("kubelet", {}).get("config", {})
    return {name: value for name, value in config.items() if name in COUNTED}


def user_data(pool: NodePoolDesign, unproxied: tuple[str, ...]) -> str:
    """The user data; empty for none."""
    machine = pool.machine
    rest = machine.model_copy(update={"kubelet": _uncounted(machine.kubelet)})
    rocket, gpu = pool.os == "bottlerocket", pool.types[0].gpu
    settings: Mapping[str, Any] = {}
    if rocket:
        own = bottlerocket_settings(pool.sharing, gpu) if gpu else {}
        settings = {**rocket_settings(rest, unproxied), **own}
    made = UserDataDesign(
        "bottlerocket" if rocket else "al2023",
        raid0=False,
        extra=machine.user_data or "",
        setup="" if rocket else setup_script(rest),
        script="" if rocket else mig_script(pool.sharing, pool.gpus_per_node),
        config={} if rocket else node_config(rest, unproxied),
        settings=settings,
    )
    return made.text() if made.says_anything else ""


def _uncounted(spec: KubeletSpec) -> KubeletSpec:
    """The settings of kubelet without those that Karpenter counts on."""
    kept = {name: getattr(spec, name) for name in spec.model_fields_set if name not in _COUNTED_FIELDS}
    return over(KubeletSpec(), KubeletSpec(**kept))
