"""How a group shares its GPUs: which resources its nodes offer, and how many of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu import catalog
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import GPU
from eks_gpu.scheduling.mig import placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.catalog import Gpu, GpuModel
    from eks_gpu.spec import GpuNodeGroupSpec, GpuNodePoolSpec, SharingSpec

SharingKind = Literal["none", "time-slicing", "mps", "mig", "mig-time-slicing"]
# The plugin's `DefaultSharedResourceNameSuffix`, and its resource of a part under the strategy `mixed`.
SHARED, MIG = ".shared", "nvidia.com/mig-"


@dataclass(frozen=True)
class SharingDesign:
    """How the GPUs of a group are shared.

    Attributes:
        kind: The value of the label `eks-gpu.io/sharing`.
        mig_strategy: The device plugin's word: `single` offers parts as GPUs, `mixed` by their profiles.
        parts: Partitions of each GPU, as `nvidia-smi mig -cgi` takes it; empty if it is not partitioned.
        profile: The one profile of every part; None if there is none, or there are several.
        replicas: Pods that may share a GPU or part; 1 where they do not.
        renamed: Whether shares have a name of their own.
        one_share: Whether a container that asks for two shares is refused.
        units: Number of each resource that a node offers for each GPU.
        weights: Weight of one of each relative to the others, in compute slices.
    """

    kind: SharingKind
    mig_strategy: Literal["none", "single", "mixed"] = "none"
    parts: tuple[str, ...] = ()
    profile: str | None = None
    replicas: int = 1
    renamed: bool = False
    one_share: bool = False
    units: Mapping[str, int] = field(default_factory=lambda: {GPU: 1})
    weights: Mapping[str, int] = field(default_factory=lambda: {GPU: 1})

    @property
    def shares(self) -> bool:
        """Whether pods share anything."""
        return self.kind != "none"

    @property
    def mig(self) -> bool:
        """Whether GPUs are cut."""
        return self.mig_strategy != "none"

    def offers(self, gpus: int) -> dict[str, int]:
        """Resources that a node with so many GPUs offers."""
        return {name: count * gpus for name, count in self.units.items()}

    def resource(self, profile: str | None) -> str | None:
        """The resource that a workload requests here: of its profile, or the only one; None if there is a choice."""
        if profile is not None and not (profile == self.profile and self.mig_strategy == "single"):
            return next((name for name in self.units if name.removesuffix(SHARED) == f"{MIG}{profile}"), None)
        return next(iter(self.units)) if len(self.units) == 1 else None


NOT_SHARED = SharingDesign("none")
# For nodes without GPUs.
NO_GPUS = SharingDesign("none", units={}, weights={})


def design_sharing(group: GpuNodeGroupSpec | GpuNodePoolSpec, gpu: Gpu) -> SharingDesign:
    """The sharing of the group's GPUs; if the file contradicts itself, the part that comes first here wins."""
    spec = group.sharing
    if spec.mig is not None:
        return _mig(spec, spec.mig, catalog.gpu_model(gpu))
    slicing = spec.time_slicing or spec.mps
    if slicing is None:
        return NOT_SHARED
    name = f"{GPU}{SHARED}" if slicing.rename else GPU
    return SharingDesign(
        kind="time-slicing" if spec.time_slicing else "mps",
        replicas=slicing.replicas,
        renamed=slicing.rename,
        # The plugin's own rule for MPS, unless its settings differ (its `config.go`, since 0.20).
        one_share=spec.time_slicing.fail_requests_greater_than_one if spec.time_slicing else True,
        units={name: slicing.replicas},
        weights={name: 1},
    )


def _mig(spec: SharingSpec, cut: str | dict[str, int], model: GpuModel) -> SharingDesign:
    slicing = spec.time_slicing
    replicas, renamed = (slicing.replicas, slicing.rename) if slicing else (1, False)
    suffix = SHARED if renamed else ""
    parts = layout(cut, model)
    counts = Counter(name for name, _ in parts) if parts else Counter({cut: 1} if isinstance(cut, str) else cut)
    if isinstance(cut, str):
        units, weights = {f"{GPU}{suffix}": counts[cut] * replicas}, {f"{GPU}{suffix}": 1}
    else:
        units = {f"{MIG}{name}{suffix}": count * replicas for name, count in cut.items()}
        profiles = {name: model.mig_profile(name) for name in cut}
        weights = {f"{MIG}{name}{suffix}": found.slices if found else 1 for name, found in profiles.items()}
    return SharingDesign(
        kind="mig-time-slicing" if slicing else "mig",
        mig_strategy="single" if isinstance(cut, str) else "mixed",
        parts=tuple(
            f"{name}:{start}" if model.mig_placed and not isinstance(cut, str) else name for name, start in parts
        ),
        profile=cut if isinstance(cut, str) else next(iter(cut)) if len(cut) == 1 else None,
        replicas=replicas,
        renamed=renamed,
        one_share=slicing.fail_requests_greater_than_one if slicing else False,
        units=units,
        weights=weights,
    )


def layout(cut: str | Mapping[str, int], model: GpuModel) -> tuple[tuple[str, int], ...]:
    """The parts of one GPU, each with the memory slice at which it begins; empty if they do not fit."""
    counts = {cut: None} if isinstance(cut, str) else cut
    profiles = []
    for name, count in counts.items():
        profile = model.mig_profile(name)
        if profile is None:
            return ()
        profiles += [profile] * (profile.max_parts if count is None else count)
    found = placed(profiles) or ()
    return tuple((profile.name, start) for profile, start in found)
