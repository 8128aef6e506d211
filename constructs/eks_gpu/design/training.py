"""Training jobs: one program over several whole nodes, and how its ranks find one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.capacity.efa import LIBFABRIC
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import EFA, HUGEPAGES
from eks_gpu.scheduling.quantity import mebibytes, memory_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.design.placement.node_models import GroupModels, NodeModel
    from eks_gpu.spec import WorkloadSpec

# Torch's own ports, so that what scripts have built in is right: of its process group, and of torchrun's rendezvous.
MASTER_PORT, RENDEZVOUS_PORT = 29500, 29400
# No such command, or none that can be run: the next try ends the same way.
_HOPELESS = (126, 127)
# For how long ranks that are there wait for those to come, in seconds: from zero a node takes up to 15 minutes
# (`autoscaler.max_node_provision_time`), and the image comes on top. By default torchrun gives up after ten minutes,
# and after one if the first rank does not exist yet (`c10d_rendezvous_backend.py`, read_timeout).
_JOIN_SECONDS, _CONNECT_SECONDS = 1800, 900
# Required by aws-ofi-nccl 1.5 and older; if a user sets it, it keeps this place in the list. Earlier versions of
# eks-gpu always set it here, so a running Job whose file now names it keeps its pod template, and is not replaced.
_PROVIDER = "FI_PROVIDER"


@dataclass(frozen=True)
class TrainingDesign:
    """A training job's own.

    Attributes:
        nodes: Pods, each a node.
        fail_on_exit_codes: With these it fails at once.
        master: DNS name of the first rank's pod.
        environment: Variables by which torchrun, and programs that know torch's names, find the other ranks; and those
            of libfabric.
    """

    nodes: int
    fail_on_exit_codes: tuple[int, ...]
    master: str
    environment: Mapping[str, str]


def design_training(spec: WorkloadSpec, devices: Mapping[str, int], restarts: int) -> TrainingDesign:
    """Parts of a training job in addition to its pod; the devices are those of `whole_node`."""
    nodes = spec.nodes or 1
    # The whole name, which kubelet writes into the pod's own /etc/hosts: the first rank must know itself by it before
    # DNS does, or it waits for itself.
    master = f"{spec.name}-0.{spec.name}.{spec.namespace}.svc.cluster.local"
    return TrainingDesign(
        nodes=nodes,
        fail_on_exit_codes=tuple(sorted({*_HOPELESS, *spec.fail_on_exit_codes})),
        master=master,
        environment={**_environment(spec, nodes, restarts, master), **(_libfabric(spec) if EFA in devices else {})},
    )


def _environment(spec: WorkloadSpec, nodes: int, restarts: int, master: str) -> dict[str, str]:
    """Names without prefix are torch's; torchrun takes every option as PET_… (`torch/distributed/argparse_util.py`).

    With the backend c10d a rank that comes back makes all others begin again; with torchrun's own choice, static, it
    would meet the stale state of a run that still hangs.
    """
    return {
        "MASTER_ADDR": master,
        "MASTER_PORT": str(MASTER_PORT),
        "NNODES": str(nodes),
        "PET_NNODES": str(nodes),
        "PET_NPROC_PER_NODE": str(max(spec.gpus, 1)),
        "PET_RDZV_BACKEND": "c10d",
        "PET_RDZV_ENDPOINT": f"{master}:{RENDEZVOUS_PORT}",
        "PET_RDZV_ID": spec.name,
        "PET_RDZV_CONF": f"join_timeout={_JOIN_SECONDS},read_timeout={_CONNECT_SECONDS}",
        "PET_MAX_RESTARTS": str(restarts),
    }


def _libfabric(spec: WorkloadSpec) -> dict[str, str]:
    own = {_PROVIDER: spec.env[_PROVIDER]} if _PROVIDER in spec.env else {}
    return {**own, **LIBFABRIC}


def whole_gpus(groups: Sequence[GroupModels]) -> int:
    """GPUs of a node: the least over the groups, as `group_gpus` says where they differ."""
    return min((models.group.gpus_per_node for models in groups), default=1)


def whole_node(nodes: Iterable[NodeModel]) -> dict[str, int]:
    """EFA interfaces of a node, and the huge pages they use, for a pod that has the node to itself.

    The pod takes all that the node's model has of them; the smallest amount where several types may be started.
    """
    models = list(nodes)
    least = {name: min((model.free.get(name, 0) for model in models), default=0) for name in (EFA, HUGEPAGES)}
    return {name: amount for name, amount in least.items() if amount}


def default_shm(memory: str) -> str:
    """Shared memory for all ranks of a node and their data loaders: a quarter of its memory, which it need not use."""
    return memory_text(max(mebibytes(memory) // 4, 64))
