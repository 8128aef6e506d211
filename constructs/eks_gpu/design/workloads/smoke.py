"""Smoke tests: workloads that show whether a GPU group works, in the form of `workloads`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.design.network import is_zone_id
from eks_gpu.on_first_use import dataclass
from eks_gpu.spec import WorkloadSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign
    from eks_gpu.spec import ClusterSpec

_NODES = 2
_ZONE = "topology.kubernetes.io/zone"
# Sums ones over all ranks, which must give their number, then times growing messages. Bus bandwidth is what nccl-tests
# calls busbw (its `doc/PERFORMANCE.md`): what the slowest link carries, whatever the number of ranks.
_ALL_REDUCE = """\
import os, resource, time, torch, torch.distributed as dist
torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
dist.init_process_group("nccl")
rank, world = dist.get_rank(), dist.get_world_size()
locked = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
if rank == 0:
    print("memlock", "unlimited" if locked == resource.RLIM_INFINITY else "%d KiB" % (locked >> 10), flush=True)
ones = torch.ones(1 << 20, device="cuda")
dist.all_reduce(ones)
if not bool((ones == world).all()):
    raise SystemExit("rank %d: the sum over %d ranks is wrong" % (rank, world))
for mib in (1, 16, 256, 1024):
    data = torch.zeros(mib << 18, device="cuda")
    for turn in range(25):
        if turn == 5:
            torch.cuda.synchronize()
            begin = time.perf_counter()
        dist.all_reduce(data)
    torch.cuda.synchronize()
    speed = 20 * (mib << 20) / (time.perf_counter() - begin) / 1e9
    bus = speed * 2 * (world - 1) / world
    if rank == 0:
        print("all_reduce %5d MiB over %d ranks: %7.2f GB/s bus bandwidth" % (mib, world, bus), flush=True)
dist.destroy_process_group()
"""


@dataclass(frozen=True)
class SmokeTest:
    """A smoke test of a group.

    Attributes:
        group: Name of the group.
        what: The property that the test shows.
        spec: The workload; None if the group cannot run it.
        why_not: The obstacle if the test fails.
    """

    group: str
    what: str
    spec: WorkloadSpec | None
    why_not: str = ""


def smoke_tests(spec: ClusterSpec, groups: Sequence[GpuGroupDesign]) -> tuple[SmokeTest, ...]:
    """Three for each group: the driver, a CUDA program, and NCCL between two nodes."""
    return tuple(test for group in groups for test in _of_group(spec, group))


def _of_group(spec: ClusterSpec, group: GpuGroupDesign) -> Iterator[SmokeTest]:
    # The runtime brings nvidia-smi from the node, whatever the image.
    cuda = image_for(spec, "smoke-cuda")
    smi = _job(group, "nvidia-smi", cuda, ("nvidia-smi",))
    yield SmokeTest(group.name, "driver, device plugin and runtime show a GPU to a container", smi)
    yield SmokeTest(group.name, "CUDA computes", _job(group, "cuda", cuda, ()))
    what = "NCCL sums over all GPUs of two nodes, and how fast"
    why_not = _in_the_way(group)
    yield SmokeTest(group.name, what, None if why_not else _all_reduce(spec, group), why_not)


def _job(group: GpuGroupDesign, what: str, image: str, command: tuple[str, ...]) -> WorkloadSpec:
    cut = group.spec.sharing.mig
    return WorkloadSpec(
        name=f"smoke-{group.name}-{what}",
        kind="job",
        image=image,
        command=command,
        gpus=1,
        # Parts of several profiles have a name each, so that a pod must say which; one profile speaks for all.
        gpu_profile=next(iter(cut)) if isinstance(cut, dict) else None,
        node_groups=(group.name,),
    )


def _all_reduce(spec: ClusterSpec, group: GpuGroupDesign) -> WorkloadSpec:
    image = image_for(spec, "smoke-nccl-arm64" if group.types[0].arch == "arm64" else "smoke-nccl")
    several = len({zone for nodes in group.node_groups for zone in nodes.zones}) > 1
    zone = next(nodes.zones[0] for nodes in group.node_groups if nodes.max >= _NODES)
    return WorkloadSpec(
        name=f"smoke-{group.name}-nccl",
        kind="training_job",
        image=image,
        command=("torchrun", "--no-python", "python", "-c", _ALL_REDUCE),
        # Its log says which network NCCL has chosen: `NET/OFI` is EFA, `NET/Socket` is TCP.
        env={"NCCL_DEBUG": "INFO"},
        nodes=_NODES,
        restarts=0,
        time_limit="1h",
        node_groups=(group.name,),
        node_selector={_ZONE: zone} if several else {},
    )


def _in_the_way(group: GpuGroupDesign) -> str:
    """The reason that keeps two ranks of one job off the group."""
    if group.sharing.shares:
        return f"{group.name} shares its GPUs, and NCCL takes whole ones"
    if not any(nodes.max >= _NODES for nodes in group.node_groups):
        return f"{group.name} has no room for two nodes in one zone"
    if any(len(nodes.zones) > 1 for nodes in group.node_groups):
        return f"{group.name} is one node group over several zones, and the two nodes may be in different ones"
    if len(group.node_groups) > 1 and any(is_zone_id(nodes.zones[0]) for nodes in group.node_groups):
        return f"{group.name} has its zones by id, and nodes carry a zone's name: no selector keeps two ranks in one"
    return ""
