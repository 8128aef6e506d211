"""GPU models: what NVIDIA says of them, beyond what EC2 answers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.catalog.instances import Gpu


@dataclass(frozen=True, kw_only=True)
class MigProfile:
    """A way to cut a part out of a GPU.

    Attributes:
        name: NVIDIA's name, such as `1g.10gb`; the resource of a part is `nvidia.com/mig-1g.10gb`.
        slices: Compute slices that one part takes.
        memory_slices: Memory slices that one part takes.
        max_parts: Parts of this profile at most, when a GPU holds no other.
        starts: Memory slices at which a part of it may begin.
    """

    name: str
    slices: int
    memory_slices: int
    max_parts: int
    starts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class GpuModel:
    """A GPU model as EC2 sells it.

    Attributes:
        model: EC2's name, which `Gpu.model` has too.
        memory_mib: Memory of a whole GPU, as EC2 gives it; tells the two models named A100 apart.
        architecture: NVIDIA's name of the generation.
        compute_capability: Major and minor number of what its cores can do; bfloat16 needs (8, 0), FP8 (8, 9).
        min_driver: First NVIDIA driver branch that runs it; None if no source was found.
        max_driver: Last NVIDIA driver branch that runs it; None while none is known to drop it.
        mig_slices: Compute slices of the whole GPU; 0 if it cannot be cut.
        mig_memory_slices: Memory slices of the whole GPU; 0 if it cannot be cut.
        mig_placed: Whether `nvidia-smi` takes the `starts` of its profiles; else they are good for arithmetic alone.
        bottlerocket: Name in Bottlerocket's settings; None if its MIG manager does not know the model.
        bottlerocket_profiles: Profiles that this manager knows of it; it takes any other for the whole GPU.
        mig_profiles: Profiles, smallest first; empty if it cannot be cut or no source lists them.
    """

    model: str
    memory_mib: int
    architecture: str
    compute_capability: tuple[int, int]
    min_driver: int | None
    max_driver: int | None
    mig_slices: int
    mig_memory_slices: int
    mig_placed: bool
    bottlerocket: str | None
    bottlerocket_profiles: tuple[str, ...]
    mig_profiles: tuple[MigProfile, ...]

    @property
    def mig(self) -> bool:
        """Whether it can be cut into parts by MIG."""
        return self.mig_slices > 0

    def mig_profile(self, name: str) -> MigProfile | None:
        """The profile of this name; None if it has none."""
        return next((profile for profile in self.mig_profiles if profile.name == name), None)


@cache
def gpu_models() -> tuple[GpuModel, ...]:
    """Every GPU model of the catalogue."""
    return tuple(_model(data) for data in document("gpus.json")["gpus"])


def gpu_model(gpu: Gpu) -> GpuModel:
    """The model of an instance type's GPU; for a part of a GPU, the model of the whole.

    Raises:
        KeyError: The catalogue has the instance type and not its GPU.
    """
    models = [model for model in gpu_models() if model.model == gpu.model]
    found = next(
        (model for model in models if model.memory_mib == gpu.memory_mib), models[0] if len(models) == 1 else None
    )
    if found is None:
        raise KeyError(gpu.model)
    return found


def _model(data: dict[str, Any]) -> GpuModel:
    profiles = tuple(MigProfile(**{**profile, "starts": tuple(profile["starts"])}) for profile in data["mig_profiles"])
    known = tuple(data["bottlerocket_profiles"])
    major, minor = map(int, data["compute_capability"].split("."))
    own = {"mig_profiles": profiles, "bottlerocket_profiles": known, "compute_capability": (major, minor)}
    return GpuModel(**{**data, **own})
