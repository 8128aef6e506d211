"""Node groups: GPU groups, CPU groups and the system nodes, which share most of their fields."""

import re
from dataclasses import replace

from eks_gpu.effects.effect import AS_ITS_FIELDS, Effect, always, changed, entries, switched

NOTHING, CREATES, IN_PLACE, DELETES = Effect.NOTHING, Effect.CREATES, Effect.IN_PLACE, Effect.DELETES
NODES_, GROUP = Effect.REPLACES_NODES, Effect.REPLACES_GROUP

# Conditions, as `changes` uses them and readers see them.
OWN_AMI, ON_BOTTLEROCKET, ON_A_BLOCK = "with `ami.id`", "on Bottlerocket", "on a Capacity Block"
_OTHER_ACTION = "its scheduled action is deleted and another one created; the current size stays"
_RESTARTS = "the device plugin restarts; running pods keep their GPUs"

_GPU_GROUPS = {
    "gpu_node_groups": entries(CREATES, IN_PLACE, DELETES, "a group that is removed is deleted with its nodes"),
    "gpu_node_groups[].name": changed(DELETES, "a group cannot be renamed: another one is created, this one deleted"),
    "gpu_node_groups[].instance_types": changed(GROUP, "EKS cannot change the types of a node group").when(
        ON_A_BLOCK, changed(NODES_, "the launch template names the type")
    ),
    "gpu_node_groups[].capacity": always(GROUP, "EKS cannot change how a node group buys capacity"),
    "gpu_node_groups[].zones": entries(CREATES, DELETES, DELETES, "a node group in each zone").when(
        "with `max`", always(GROUP, "EKS cannot change the subnets of a node group")
    ),
    "gpu_node_groups[].max_per_zone": entries(GROUP, IN_PLACE, GROUP, "one node group per zone, or one for all zones"),
    "gpu_node_groups[].min_per_zone": always(IN_PLACE, "EKS refuses a minimum above the current size"),
    "gpu_node_groups[].max": entries(GROUP, IN_PLACE, GROUP, "one node group per zone, or one for all zones"),
    "gpu_node_groups[].min": always(IN_PLACE, "EKS refuses a minimum above the current size"),
    "gpu_node_groups[].priority": always(IN_PLACE, "the autoscaler's list of priorities changes"),
    "gpu_node_groups[].autoscaling": AS_ITS_FIELDS,
    "gpu_node_groups[].autoscaling.scale_down_unneeded": always(IN_PLACE, "it is a tag of the Auto Scaling groups"),
    "gpu_node_groups[].autoscaling.gpu_utilization_threshold": always(
        IN_PLACE, "it is a tag of the Auto Scaling groups"
    ),
    "gpu_node_groups[].schedules": entries(
        CREATES, IN_PLACE, DELETES, "scheduled actions change; the current size stays"
    ),
    "gpu_node_groups[].schedules[].cron": changed(DELETES, _OTHER_ACTION),
    "gpu_node_groups[].schedules[].time_zone": always(DELETES, _OTHER_ACTION),
    "gpu_node_groups[].schedules[].min_per_zone": always(IN_PLACE),
    "gpu_node_groups[].schedules[].max_per_zone": always(IN_PLACE, "if it lowers the size, nodes end with their pods"),
    "gpu_node_groups[].schedules[].min": always(IN_PLACE),
    "gpu_node_groups[].schedules[].max": always(IN_PLACE, "if it lowers the size, nodes end with their pods"),
    "gpu_node_groups[].warm_pool": always(IN_PLACE, "waiting nodes are started or ended; running ones stay"),
    "gpu_node_groups[].warm_pool.min": changed(IN_PLACE),
    "gpu_node_groups[].warm_pool.max_prepared": always(IN_PLACE),
    "gpu_node_groups[].warm_pool.state": always(IN_PLACE),
    "gpu_node_groups[].warm_pool.reuse": switched(IN_PLACE, IN_PLACE),
    "gpu_node_groups[].os": switched(GROUP, GROUP, "EKS cannot change the operating system of a node group"),
    "gpu_node_groups[].fips": switched(NOTHING, NOTHING, "only Bottlerocket has such AMIs").when(
        ON_BOTTLEROCKET, switched(GROUP, GROUP, "EKS cannot change the AMI type of a node group")
    ),
    "gpu_node_groups[].ami": AS_ITS_FIELDS,
    "gpu_node_groups[].ami.release_version": entries(
        NODES_, NODES_, NOTHING, "nodes keep their release when the field is removed"
    ),
    "gpu_node_groups[].ami.id": entries(
        GROUP, NODES_, GROUP, "EKS cannot switch a node group between its AMI and your own"
    ),
    "gpu_node_groups[].ami.user_data": always(NODES_, "a node reads your user data when it starts"),
    "gpu_node_groups[].disk_gib": always(NODES_, "the volume is in the launch template"),
    "gpu_node_groups[].disk_throughput_mibs": always(NODES_, "the volume is in the launch template"),
    "gpu_node_groups[].efa": switched(NODES_, NODES_, "the launch template lists the network interfaces"),
    "gpu_node_groups[].efa_layout": switched(NODES_, NODES_, "the launch template lists the network interfaces"),
    "gpu_node_groups[].placement_group": always(NODES_, "the launch template names the placement group"),
    "gpu_node_groups[].local_storage": switched(NODES_, NODES_, "a node sets up its local disks when it starts"),
    "gpu_node_groups[].capacity_reservation": always(NODES_, "the launch template names the reservation"),
    "gpu_node_groups[].capacity_reservation.id": always(NODES_, "the launch template names the reservation"),
    "gpu_node_groups[].capacity_reservation.resource_group": always(
        NODES_, "the launch template names the reservation"
    ),
    "gpu_node_groups[].capacity_reservation.zone": switched(
        NOTHING, NOTHING, "it only states where the reservation is"
    ).when("where the group names no zone", entries(DELETES, GROUP, CREATES, "the node group is in this zone")),
    "gpu_node_groups[].capacity_reservation.placement_group": always(
        NODES_, "the launch template names the placement group"
    ),
    "gpu_node_groups[].capacity_reservation.start": entries(
        CREATES, DELETES, DELETES, "it is a scheduled action on that day"
    ),
    "gpu_node_groups[].capacity_reservation.end": entries(
        CREATES, DELETES, DELETES, "it is a scheduled action on that day"
    ),
    "gpu_node_groups[].labels": always(IN_PLACE, "EKS adds them to running nodes").when(
        OWN_AMI, always(NODES_, "labels are in the user data of your own AMI")
    ),
    "gpu_node_groups[].taints": always(IN_PLACE, "EKS adds them to running nodes; NoExecute evicts").when(
        OWN_AMI, always(NODES_, "taints are in the user data of your own AMI")
    ),
    "gpu_node_groups[].taints[].key": changed(IN_PLACE),
    "gpu_node_groups[].taints[].value": changed(IN_PLACE),
    "gpu_node_groups[].taints[].effect": changed(IN_PLACE),
    "gpu_node_groups[].sharing": always(IN_PLACE, _RESTARTS).when(
        ON_BOTTLEROCKET, always(NODES_, "these nodes set up GPU sharing when they start")
    ),
    "gpu_node_groups[].sharing.time_slicing": always(IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.time_slicing.replicas": changed(IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.time_slicing.rename": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.time_slicing.fail_requests_greater_than_one": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.mps": always(IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.mps.replicas": changed(IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.mps.rename": switched(IN_PLACE, IN_PLACE, _RESTARTS),
    "gpu_node_groups[].sharing.mig": always(NODES_, "GPUs are partitioned when a node starts"),
    "gpu_node_groups[].update": AS_ITS_FIELDS,
    "gpu_node_groups[].update.max_unavailable": always(IN_PLACE),
    "gpu_node_groups[].update.max_unavailable_percentage": always(IN_PLACE),
    "gpu_node_groups[].update.strategy": switched(IN_PLACE, IN_PLACE, "the stack requires a newer AWS provider"),
    "gpu_node_groups[].node_repair": switched(IN_PLACE, IN_PLACE),
    "gpu_node_groups[].parallel_image_pull": switched(
        NODES_, NODES_, "the container runtime reads it when a node starts"
    ),
    "gpu_node_groups[].prepull": entries(
        CREATES, IN_PLACE, DELETES, "the pods that pull images are created, replaced or deleted"
    ),
}
_NOT_OF_CPU_GROUPS = re.compile(
    r"gpu_node_groups\[\]\.sharing\b|.*gpu_utilization_threshold|.*capacity_reservation\.(start|end)"
)
_CPU_GROUPS = {
    **{
        path.replace("gpu_node_groups", "node_groups"): of
        for path, of in _GPU_GROUPS.items()
        if not _NOT_OF_CPU_GROUPS.match(path)
    },
    "node_groups[].instance_types": changed(GROUP, "EKS cannot change the types of a node group"),
    "node_groups[].autoscaling.utilization_threshold": always(IN_PLACE, "it is a tag of the Auto Scaling groups"),
    "node_groups[].capacity_reservation.start": always(NOTHING, "only a Capacity Block has one"),
    "node_groups[].capacity_reservation.end": always(NOTHING, "only a Capacity Block has one"),
}
_OF_SYSTEM_NODES = (
    *(
        "capacity",
        "os",
        "fips",
        "disk_gib",
        "disk_throughput_mibs",
        "local_storage",
        "node_repair",
        "parallel_image_pull",
    ),
    *("prepull", "update", "update.max_unavailable", "update.max_unavailable_percentage", "update.strategy"),
    *("taints[].key", "taints[].value", "taints[].effect"),
)
_SYSTEM_NODES = {
    "system_nodes": AS_ITS_FIELDS,
    "system_nodes.instance_types": always(GROUP, "EKS cannot change the types of a node group"),
    "system_nodes.min": always(IN_PLACE, "EKS refuses a minimum above the current size"),
    "system_nodes.max": always(IN_PLACE, "EKS refuses a maximum below the current size"),
    "system_nodes.zones": always(GROUP, "EKS cannot change the subnets of a node group"),
    "system_nodes.labels": always(IN_PLACE, "EKS adds them to running nodes"),
    "system_nodes.taints": always(IN_PLACE, "EKS adds them to running nodes; NoExecute evicts"),
    "system_nodes.ami": AS_ITS_FIELDS,
    "system_nodes.ami.release_version": entries(
        NODES_, NODES_, NOTHING, "nodes keep their release when the field is removed"
    ),
    **{f"system_nodes.{field}": _GPU_GROUPS[f"gpu_node_groups[].{field}"] for field in _OF_SYSTEM_NODES},
}
_STARTS = "a node reads it when it starts"
_KUBELET = (
    *("max_pods", "eviction_memory", "cpu_manager_policy", "topology_manager_policy", "image_gc_high_percent"),
    *("image_gc_low_percent", "pod_pids_limit", "container_log_max_size", "container_log_max_files"),
    "allowed_unsafe_sysctls",
    *(f"{of}.{what}" for of in ("kube_reserved", "system_reserved") for what in ("cpu", "memory", "ephemeral_storage")),
)
_SETTINGS = {
    "nodes": AS_ITS_FIELDS,
    "nodes.kubelet": AS_ITS_FIELDS,
    "nodes.kubelet.kube_reserved": AS_ITS_FIELDS,
    "nodes.kubelet.system_reserved": AS_ITS_FIELDS,
    **{f"nodes.kubelet.{field}": always(NODES_, _STARTS) for field in _KUBELET},
    "nodes.http_proxy": always(NODES_, _STARTS),
    "nodes.http_proxy.url": changed(NODES_, _STARTS),
    "nodes.http_proxy.no_proxy": always(NODES_, _STARTS),
    "nodes.ca_certificates": always(NODES_, _STARTS),
    "nodes.registry_mirrors": always(NODES_, _STARTS),
    "nodes.registry_mirrors[].registry": changed(NODES_, _STARTS),
    "nodes.registry_mirrors[].endpoints": changed(NODES_, _STARTS),
    "nodes.sysctls": always(NODES_, _STARTS),
    "nodes.user_data": always(NODES_, _STARTS),
    "nodes.metadata_hop_limit": always(NODES_, "it is in the launch template"),
    "nodes.tags": always(NODES_, "they are in the launch template"),
}
_OF_ALL = {
    f"{holder}.{field}": effect
    for holder in ("gpu_node_groups[]", "node_groups[]", "system_nodes", "defaults")
    for field, effect in _SETTINGS.items()
}
_INHERITED = (
    *("capacity", "os", "disk_gib", "disk_throughput_mibs", "local_storage", "node_repair", "parallel_image_pull"),
    *("ami", "ami.release_version", "update", "update.max_unavailable", "update.max_unavailable_percentage"),
    *("update.strategy", "autoscaling", "autoscaling.scale_down_unneeded"),
    *("labels", "taints", "taints[].key", "taints[].value", "taints[].effect"),
)
_DEFAULTS = {
    "defaults": AS_ITS_FIELDS,
    **{f"defaults.{field}": replace(_GPU_GROUPS[f"gpu_node_groups[].{field}"], cases={}) for field in _INHERITED},
    "defaults.zones": always(GROUP, "EKS cannot change the subnets of the system nodes' group"),
    "defaults.fips": switched(GROUP, GROUP, "EKS cannot change the AMI type of a node group"),
}
NODES = {**_GPU_GROUPS, **_CPU_GROUPS, **_SYSTEM_NODES, **_DEFAULTS, **_OF_ALL}
