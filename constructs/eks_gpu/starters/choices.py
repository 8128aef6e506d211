"""Instance type and zones of a new cluster, from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.problem import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.catalog import InstanceType

# The first that a region offers; each is a GPU of which a single one is enough for the template.
_PREFERRED = {
    "quickstart": ("A10G", "L4", "T4", "L40S"),
    "serving": ("L4", "A10G", "L40S"),
    "training": ("L4", "A10G", "L40S", "A100", "H100"),
    "notebooks": ("L4", "A10G", "T4", "L40S"),
    "existing": ("L40S", "L4", "A10G", "T4"),
}
# Two, because the control plane needs two.
_ZONES = 2


class NoChoiceError(Exception):
    """A value that cannot be used; the text says what can."""


def default_gpu(template: str, region: str) -> str:
    """The GPU model of a template in a region.

    Raises:
        NoChoiceError: The region is unknown, or offers none of the models that the template is made for.
    """
    _known(region)
    offered = {kind.gpu.model for kind in _offered(region) if kind.gpu}
    found = next((model for model in _PREFERRED[template] if model in offered), None)
    if found is None:
        raise NoChoiceError(f"{region} offers no {listed(_PREFERRED[template])}; name another region or --gpu")
    return found


def gpu_type(given: str, template: str, region: str) -> str:
    """The instance type for a GPU model, which is the smallest of it, or for an instance type, which is itself.

    Args:
        given: Such as ``L4`` or ``g6.xlarge``.
        template: Training prefers types with EFA.
        region: One that offers it.

    Raises:
        NoChoiceError: There is no such model or type, or the region does not offer it.
    """
    _known(region)
    kind = catalog.instance_type(given)
    if kind is not None:
        if kind.gpu is None or kind.gpu.manufacturer != "NVIDIA":
            raise NoChoiceError(f"{given} has no NVIDIA GPU; `eks-gpu instances` lists the types that have one")
        if not catalog.zones_offering(given, region):
            raise NoChoiceError(f"{region} does not offer {given}; {_regions(catalog.regions_offering(given))}")
        return given
    model = _model(given)
    every = [kind for kind in catalog.instance_types().values() if _has(kind, model)]
    found = [kind for kind in every if catalog.zones_offering(kind.name, region)]
    if not found:
        where = {name for kind in every for name in catalog.regions_offering(kind.name)}
        raise NoChoiceError(f"{region} offers no {model}; {_regions(sorted(where))}")
    order = sorted(found, key=lambda kind: (kind.gpu.count if kind.gpu else 0, kind.vcpus, kind.memory_mib, kind.name))
    with_efa = [kind for kind in order if kind.efa_max] if template == "training" else []
    return (with_efa or order)[0].name


def zones(kind: str, region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Zones of the network, and those of them that offer the instance type.

    Args:
        kind: Instance type.
        region: One that offers it.
    """
    # Which zones EKS refuses for the control plane is known of one account; any two others will do.
    allowed = [zone for zone in catalog.zones_in(region) if zone not in catalog.zone_names_without_control_plane()]
    offering = catalog.zones_offering(kind, region)
    first = sorted(allowed, key=lambda zone: (zone not in offering, zone))[:_ZONES]
    return tuple(sorted(first)), tuple(zone for zone in sorted(first) if zone in offering)


def subnets(given: str) -> dict[str, str]:
    """Subnets by zone, from ``us-west-2a=subnet-0a1b2c3d,…``; the cluster file's own check judges both.

    Raises:
        NoChoiceError: A part is not a zone and an id.
    """
    parts = [part.strip().partition("=") for part in given.split(",") if part.strip()]
    if not parts or not all(zone and subnet for zone, _, subnet in parts):
        raise NoChoiceError(
            f"{given!r} is not a list of zones and subnets, such as us-west-2a=subnet-0a1b2c3d4e5f60718"
        )
    return {zone: subnet for zone, _, subnet in parts}


def _known(region: str) -> None:
    if region not in catalog.regions():
        close = nearest(region, catalog.regions())
        hint = f"did you mean {close}?" if close else f"the regions are: {listed(catalog.regions(), 40)}"
        raise NoChoiceError(f"the catalogue has no region {region!r}; {hint}")


def _model(given: str) -> str:
    """The GPU model with this name, or the only one with this in its name."""
    models = sorted({model.model for model in catalog.gpu_models()})
    same = [model for model in models if model.lower() == given.lower()]
    similar = [model for model in models if given.lower() in model.lower()]
    if len(same or similar) == 1:
        return (same or similar)[0]
    known = [*models, *catalog.instance_types()]
    close = nearest(given, known)
    hint = f"did you mean {close}?" if close else f"the models are: {listed(models, 30)}"
    raise NoChoiceError(f"there is no GPU model or instance type {given!r}; {hint}")


def _has(kind: InstanceType, model: str) -> bool:
    """Whether a type has whole GPUs of a model; fractions need a licensed driver."""
    gpu = kind.gpu
    return gpu is not None and gpu.model == model and gpu.manufacturer == "NVIDIA" and gpu.fraction == 1


def _offered(region: str) -> list[InstanceType]:
    return [kind for kind in catalog.instance_types().values() if catalog.zones_offering(kind.name, region)]


def _regions(names: Iterable[str]) -> str:
    found = list(names)
    return f"these regions do: {listed(found)}" if found else "no recorded region does"
