"""GPU resources of nodes, from the text of a cluster file: NVIDIA's rules again, independent of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eks_gpu.spec import GpuNodeGroupSpec

# Slices of one profile that fit a GPU without others, by the number before the `g`, and for `1g` with twice its memory.
_PARTS = {"1": 7, "2": 3, "3": 2, "4": 1, "7": 1}


def gpu_resources(group: GpuNodeGroupSpec, gpus: int) -> dict[str, int]:
    """Resources by name, of a node with so many GPUs; `nvidia.com/gpu` is there also where it is none."""
    sharing = group.sharing
    slicing: Any = sharing.time_slicing or sharing.mps
    replicas = slicing.replicas if slicing else 1
    suffix = ".shared" if slicing and slicing.rename else ""
    if isinstance(sharing.mig, dict):
        parts = {f"nvidia.com/mig-{name}{suffix}": count for name, count in sharing.mig.items()}
    else:
        parts = {f"nvidia.com/gpu{suffix}": _PARTS[sharing.mig[0]] if sharing.mig else 1}
    return {"nvidia.com/gpu": 0} | {name: count * gpus * replicas for name, count in parts.items()}
