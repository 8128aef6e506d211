"""A DaemonSet of another tool runs on GPU nodes, and the cluster file does not count its requests.

**Why.** Every node of the group has that much less room for workloads than `eks-gpu check` assumes. A pod that just
fits by the file then stays Pending next to a new node. The account often installs security agents (GuardDuty), and
other teams install log shippers and service meshes. DaemonSets that request no CPU, memory or disk are left out.

**Fix.** Add the printed entry to `daemons` in the cluster file. `eks-gpu check --previous` then names the workloads
whose default size changes; if the reserve has room for the agent, none changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.situation.agents import pushed_off, uncounted
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import CPU, MEMORY, STORAGE, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.agents import Agent
    from eks_gpu.doctor.situation.whole import Situation

_FIELDS = {CPU: "cpu", MEMORY: "memory", STORAGE: "ephemeral_storage"}

BAD = """\
# kubectl get daemonsets -A -o yaml
kind: DaemonSet
metadata: {name: ztunnel, namespace: istio-system}
spec:
  template:
    spec:
      tolerations:
        - {operator: Exists}
      containers:
        - name: ztunnel
          image: registry.example/ztunnel:1
          resources:
            requests: {cpu: 500m, memory: 2Gi}
status: {desiredNumberScheduled: 1}
"""
GOOD = """\
# kubectl get daemonsets -A -o yaml
kind: DaemonSet
metadata: {name: ztunnel, namespace: istio-system}
spec:
  template:
    spec:
      nodeSelector: {eks-gpu.io/group: system}
      tolerations:
        - {operator: Exists}
      containers:
        - name: ztunnel
          image: registry.example/ztunnel:1
          resources:
            requests: {cpu: 500m, memory: 2Gi}
status: {desiredNumberScheduled: 1}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the DaemonSets that were seen with those that the design counts."""
    agents = uncounted(situation)
    lost = pushed_off(situation, agents)
    every = tuple(models.group.name for models in situation.design.nodes)
    for agent in agents:
        mine = {name: one for name, one in lost.items() if set(one[0]) & set(agent.groups)}
        where = f"DaemonSet {'/'.join(filter(None, (agent.namespace, agent.name)))}"
        message = f"each node of {listed(agent.groups)} runs this DaemonSet, {_difference(agent)}: {_cost(mine)}"
        # A pod that no longer fits any group waits forever.
        tell = error if any(not still for _, still in mine.values()) else warning
        yield tell(__name__, where, message, _fix(agent, every), groups=agent.groups)


def _amounts(asks: Mapping[str, int]) -> str:
    return " and ".join(f"{shown(name, asks[name])} {name}" for name in _FIELDS if asks.get(name))


def _difference(agent: Agent) -> str:
    if agent.counted:
        counted = _amounts(agent.counted) or "nothing"
        return f"which requests {_amounts(agent.asks)}, but the cluster file counts {counted}"
    return f"which requests {_amounts(agent.asks)}, but the cluster file does not count it"


def _cost(lost: Mapping[str, tuple[tuple[str, ...], bool]]) -> str:
    if not lost:
        return "all declared workloads still fit next to it"
    return "; ".join(
        f"{name} no longer fits on {listed(groups)}{'' if still else ', nor anywhere else'}"
        for name, (groups, still) in lost.items()
    )


def _fix(agent: Agent, every: tuple[str, ...]) -> str:
    fields = [f"{field}: {shown(name, agent.asks[name])}" for name, field in _FIELDS.items() if agent.asks.get(name)]
    groups = [] if agent.groups == every else [f"node_groups: [{', '.join(agent.groups)}]"]
    entry = f"{{{', '.join([f'name: {agent.name}', *fields, *groups])}}}"
    if agent.counted:
        return f"correct its entry in 'daemons' of the cluster file: {entry}"
    return f"add to 'daemons' in the cluster file: {entry}"
