"""Node pools and their provisioner.

Karpenter replaces ("drifts") a node whose pool or class now says something else; `changes/nodes/_drift.py` has the
sources.
"""

from __future__ import annotations

from eks_gpu.effects.effect import AS_ITS_FIELDS, Edits, Effect, always, changed, entries, switched

NOTHING, CREATES, IN_PLACE, DELETES = Effect.NOTHING, Effect.CREATES, Effect.IN_PLACE, Effect.DELETES
DRIFTS = Effect.REPLACES_NODES
_DRIFT = "a node keeps what it was started with, so Karpenter replaces it"
_ONLY_THOSE = "Karpenter replaces the nodes that the pool excludes now"
_LATER = "Karpenter looks at it before each launch; running nodes stay"
_RESTARTS = "the device plugin restarts; running pods keep their GPUs"
_GONE = "a pool that is removed is deleted with its nodes"
_LABEL = "nodes have their sharing as a label"

_SETTINGS = (
    *("kubelet.max_pods", "kubelet.eviction_memory", "kubelet.cpu_manager_policy", "kubelet.topology_manager_policy"),
    *("kubelet.image_gc_high_percent", "kubelet.image_gc_low_percent", "kubelet.pod_pids_limit"),
    *("kubelet.container_log_max_size", "kubelet.container_log_max_files", "kubelet.allowed_unsafe_sysctls"),
    *(
        f"kubelet.{part}.{name}"
        for part in ("kube_reserved", "system_reserved")
        for name in ("cpu", "memory", "ephemeral_storage")
    ),
    *("http_proxy", "http_proxy.no_proxy", "ca_certificates", "registry_mirrors", "sysctls", "user_data"),
    *("metadata_hop_limit", "tags"),
)
_REQUIRED_SETTINGS = ("http_proxy.url", "registry_mirrors[].registry", "registry_mirrors[].endpoints")
_BLOCKS = ("", ".kubelet", ".kubelet.kube_reserved", ".kubelet.system_reserved")

POOLS: dict[str, Edits] = {
    "provisioner": entries(CREATES, DELETES, DELETES, "another provisioner takes its nodes along"),
    "provisioner.kind": changed(DELETES, "another provisioner takes its nodes along"),
    "provisioner.version": always(IN_PLACE, "the controller restarts; a new version may drift nodes"),
    "provisioner.values": entries(IN_PLACE, IN_PLACE, IN_PLACE, "the controller restarts"),
    "provisioner.timeout": always(IN_PLACE, "the release gets a new revision; no pod restarts"),
    "provisioner.system_pools": switched(IN_PLACE, DELETES, "EKS creates or removes its own pools, with their nodes"),
    "gpu_node_pools": entries(CREATES, IN_PLACE, DELETES, _GONE),
    "gpu_node_pools[].name": changed(DELETES, "a pool cannot be renamed: another one is created, this one deleted"),
    "gpu_node_pools[].instance_types": changed(DRIFTS, _ONLY_THOSE),
    "gpu_node_pools[].gpus": changed(DRIFTS, _ONLY_THOSE),
    "gpu_node_pools[].gpus.model": always(DRIFTS, "nodes have their only model as a label"),
    "gpu_node_pools[].gpus.count": entries(DRIFTS, DRIFTS, IN_PLACE, _ONLY_THOSE),
    "gpu_node_pools[].gpus.min_memory_gib": entries(DRIFTS, DRIFTS, IN_PLACE, _ONLY_THOSE),
    "gpu_node_pools[].gpus.generation": entries(DRIFTS, DRIFTS, IN_PLACE, _ONLY_THOSE),
    "gpu_node_pools[].max": changed(IN_PLACE, _LATER),
    "gpu_node_pools[].nodes_always": entries(
        Effect.REFUSED, IN_PLACE, Effect.REFUSED, "a running pool cannot become static, or stop being it"
    ),
    "gpu_node_pools[].capacity": entries(IN_PLACE, DRIFTS, DRIFTS, _ONLY_THOSE),
    "gpu_node_pools[].capacity_reservations": entries(IN_PLACE, DRIFTS, DRIFTS, _ONLY_THOSE),
    "gpu_node_pools[].zones": entries(DRIFTS, DRIFTS, IN_PLACE, _ONLY_THOSE),
    "gpu_node_pools[].os": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].ami_release": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].disk_gib": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].disk_throughput_mibs": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].local_storage": switched(DRIFTS, DRIFTS, _DRIFT),
    "gpu_node_pools[].efa": switched(DRIFTS, DRIFTS, _DRIFT),
    "gpu_node_pools[].sharing": always(DRIFTS, _LABEL),
    "gpu_node_pools[].sharing.time_slicing": entries(DRIFTS, IN_PLACE, DRIFTS, _LABEL),
    "gpu_node_pools[].sharing.time_slicing.replicas": changed(IN_PLACE, _RESTARTS),
    "gpu_node_pools[].sharing.time_slicing.rename": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "gpu_node_pools[].sharing.time_slicing.fail_requests_greater_than_one": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "gpu_node_pools[].sharing.mps": entries(DRIFTS, IN_PLACE, DRIFTS, _LABEL),
    "gpu_node_pools[].sharing.mps.replicas": changed(IN_PLACE, _RESTARTS),
    "gpu_node_pools[].sharing.mps.rename": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "gpu_node_pools[].sharing.mig": always(DRIFTS, "GPUs are partitioned when a node starts"),
    "gpu_node_pools[].labels": entries(DRIFTS, DRIFTS, DRIFTS, _DRIFT),
    "gpu_node_pools[].taints": entries(DRIFTS, DRIFTS, DRIFTS, _DRIFT),
    **{f"gpu_node_pools[].taints[].{name}": changed(DRIFTS, _DRIFT) for name in ("key", "effect")},
    "gpu_node_pools[].taints[].value": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].weight": always(IN_PLACE, _LATER),
    "gpu_node_pools[].prepull": entries(
        CREATES, IN_PLACE, DELETES, "the pods that pull images are created, replaced or deleted"
    ),
    "gpu_node_pools[].expire_after": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].grace": always(DRIFTS, _DRIFT),
    "gpu_node_pools[].consolidation": AS_ITS_FIELDS,
    "gpu_node_pools[].consolidation.when": switched(IN_PLACE, IN_PLACE),
    "gpu_node_pools[].consolidation.after": always(IN_PLACE),
    "gpu_node_pools[].budgets": entries(IN_PLACE, IN_PLACE, IN_PLACE),
    "gpu_node_pools[].budgets[].nodes": changed(IN_PLACE),
    "gpu_node_pools[].budgets[].reasons": always(IN_PLACE),
    "gpu_node_pools[].budgets[].cron": always(IN_PLACE),
    "gpu_node_pools[].budgets[].duration": always(IN_PLACE),
    **{f"gpu_node_pools[].nodes{part}": AS_ITS_FIELDS for part in _BLOCKS},
    **{f"gpu_node_pools[].nodes.{name}": always(DRIFTS, _DRIFT) for name in _SETTINGS},
    **{f"gpu_node_pools[].nodes.{name}": changed(DRIFTS, _DRIFT) for name in _REQUIRED_SETTINGS},
}
