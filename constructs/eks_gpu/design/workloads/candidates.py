"""Groups that come into question for a workload, before anybody looks at the size of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling.taints import TolerationDesign, repelling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.spec import WorkloadSpec


def candidates(
    spec: WorkloadSpec, groups: Sequence[GroupModels], system: GroupModels | None = None
) -> list[GroupModels]:
    """The groups, in the order of the declaration; the system nodes come last.

    A workload that names groups gets those, whatever they are. One that asks for GPUs gets the GPU groups. One without
    GPUs gets the CPU groups whose taints it tolerates, or else the system nodes. In a cluster without CPU groups it
    keeps the GPU groups, on which releases without `node_groups` placed it: moving it would restart it.

    Args:
        spec: The workload.
        groups: GPU groups and CPU groups.
        system: The system nodes; None if the catalogue knows none of their types.
    """
    standing = [system] if system else []
    if spec.node_groups is not None:
        return [models for models in (*groups, *standing) if models.group.name in spec.node_groups]
    with_gpus = [models for models in groups if models.group.has_gpus]
    without = [models for models in groups if not models.group.has_gpus]
    if needs_gpus(spec) or not without:
        return with_gpus
    if spec.efa:
        # Without such a group a rule reports the workload, next to the GPU groups that may have EFA.
        return [one for one in without if one.group.efa and admits(spec, one)] or with_gpus or without
    return [one for one in without if admits(spec, one)] or [one for one in standing if admits(spec, one)]


def needs_gpus(spec: WorkloadSpec) -> bool:
    """Whether a workload has nothing to do on nodes without GPUs: training takes whole GPU nodes."""
    return bool(spec.gpus) or spec.kind == "training_job" or spec.gpu_profile is not None


def admits(spec: WorkloadSpec, models: GroupModels) -> bool:
    """Whether a workload by itself tolerates the taints of a group, which keep others off on purpose."""
    return not repelling(models.group.taints, own_tolerations(spec))


def own_tolerations(spec: WorkloadSpec) -> list[TolerationDesign]:
    """The tolerations in the file."""
    return [TolerationDesign(own.key, own.operator, own.value, own.effect) for own in spec.tolerations]
