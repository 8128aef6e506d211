"""DaemonSets that other tools install."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns


def agent(name: str = "agent", **more: Any) -> dict[str, Any]:
    return {"name": name, "cpu": "200m", "memory": "256Mi", **more}


def running(*agents: dict[str, Any]) -> dict[str, Any]:
    return {"daemons": list(agents)}


TEAM = {"group_taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]}
GPU_ONLY = [{"key": "nvidia.com/gpu"}]
MESH = agent(memory="6Gi")
SMALL = {"system_nodes": {"instance_types": ["t3.medium"], "min": 2, "max": 2}}
CASES: tuple[Case, ...] = (
    fails("daemon-name", "daemons[1].name", "daemons[0].name", **running(agent(), agent())),
    fails("daemon-name", "daemons[0].name", "counted already", **running(agent("aws-node"))),
    fails("daemon-name", "daemons[0].name", "remove this entry", **running(agent("nvidia-device-plugin"))),
    passes("daemon-name", **running(agent("one"), agent("two"))),
    # Those of add-ons that this cluster does not install are other tools' indeed.
    passes("daemon-name", **running(agent("dcgm-exporter"), agent("cloudwatch-agent"))),
    fails("daemon-name", "daemons[0].name", **running(agent("dcgm-exporter")), monitoring={"dcgm_exporter": True}),
    fails("daemon-group", "daemons[0].node_groups[0]", "write gpu", **running(agent(node_groups=["gpuu"]))),
    fails("daemon-group", "daemons[0].node_groups[1]", "gpu, system", **running(agent(node_groups=["gpu", "web"]))),
    warns(
        "daemon-group",
        "daemons[0].node_groups[0]",
        "team=ml:NoSchedule",
        **running(agent(node_groups=["gpu"], tolerations=GPU_ONLY)),
        **TEAM,
    ),
    passes("daemon-group", **running(agent(node_groups=["gpu", "system"]))),
    passes("daemon-group", **running(agent(tolerations=[]))),
    warns("daemon-room", "daemons", "agent request 16Gi memory", **running(agent(memory="16Gi"))),
    warns("daemon-room", "daemons", "whose default size is at least 100m", **running(agent(cpu="3600m"))),
    # A reserve that cannot be kept.
    warns("daemon-room", "daemon_reserve.cpu", "a reserve of 4 cpu leaves 0", daemon_reserve={"cpu": "4"}),
    warns("daemon-room", "daemon_reserve.memory", "lower it", daemon_reserve={"memory": "20Gi"}),
    passes("daemon-room", daemon_reserve={"cpu": "3500m", "memory": "13Gi"}),
    fails("workload-never-scales", "workloads[0]", "use larger instance types", **running(agent(cpu="4"))),
    # A type that is large enough for all but the DaemonSet is no answer; CPU counts as memory does.
    warns("system-nodes-small", "system_nodes", "larger 'instance_types'", **running(agent(cpu="1500m"))),
    warns("system-nodes-small", "system_nodes", "0Gi of memory", **running(agent(memory="8Gi"))),
    passes("system-nodes-small", **running(agent(cpu="1"))),
    passes("daemon-room", **running(agent(cpu="3500m"))),
    # The shares are too many by themselves; that is for another rule.
    passes("daemon-room", **running(agent()), group_sharing={"time_slicing": {"replicas": 48}}),
    passes("daemon-room", **running(agent(memory="16Gi", node_groups=["system"]))),
    warns("system-nodes-small", "system_nodes", "", **running(agent(memory="3Gi")), **SMALL),
    passes("system-nodes-small", **running(agent()), **SMALL),
    passes("system-nodes-small", **running(agent(memory="3Gi", node_groups=["gpu"])), **SMALL),
    fails("quantity-unit", "daemons[0].cpu", "", **running(agent(cpu="1Gi"))),
    fails("quantity-unit", "daemons[0].memory", "256Mi", **running(agent(memory="256"))),
    fails("quantity-unit", "daemons[0].ephemeral_storage", "", **running(agent(ephemeral_storage="12"))),
    fails("quantity-unit", "daemon_reserve.memory", "512Gi", daemon_reserve={"memory": "512"}),
    passes("quantity-unit", **running({"name": "node-exporter"}), daemon_reserve={"cpu": "0", "memory": "0"}),
)
