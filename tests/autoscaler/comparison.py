"""Compare the design's models of groups at zero with those that the emitted Terraform gives the autoscaler."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from eks_gpu.design import NodesDesign
from eks_gpu.scheduling.amounts import VOLUMES, total
from eks_gpu.spec import GroupSpec
from tests.autoscaler.tags import PREFIX
from tests.autoscaler.template import BOTH, MARK, Template
from tests.autoscaler.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.placement.node_models import GroupModels, PoolModels
    from tests.autoscaler.template import Source

# The design counts CPU in thousandths, memory and storage in MiB.
_BYTES = ("memory", "ephemeral-storage", "hugepages-2Mi")
_UNITS = {"cpu": Decimal("0.001"), **dict.fromkeys(_BYTES, Decimal(1024**2))}
# Labels that only EKS' answer brings.
_OF_EKS = frozenset(
    {"amiType", "diskSize", "eks.amazonaws.com/capacityType", "eks.amazonaws.com/nodegroup", "k8sVersion"}
)
# No node carries either, so no workload that asks for one can run, whatever the autoscaler believes.
_MOOT = frozenset({"diskSize", MARK})
_MADE_UP = frozenset({"eks.amazonaws.com/nodegroup", "kubernetes.io/hostname"})


def expected(design: ClusterDesign, sources: tuple[Source, ...] = BOTH) -> dict[str, Template]:
    """The design's templates by the names of their node groups in Terraform."""
    return {
        f"{models.group.id}_{pool.node_group.id}": _template(models, pool, sources)
        for models in design.nodes
        # The autoscaler does not know of node pools.
        if isinstance(models.group, NodesDesign)
        for pool in models.pools
    }


def differences(expected: Mapping[str, Template], found: Mapping[str, Template]) -> list[str]:
    """Differences, each with its node group and key; a label with an unknown value agrees with any."""
    groups = sorted({*expected, *found})
    return [text for name in groups for text in _between(name, expected.get(name), found.get(name))]


def _template(models: GroupModels, pool: PoolModels, sources: tuple[Source, ...]) -> Template:
    template, spec = pool.template, models.group.spec
    assert isinstance(spec, GroupSpec)
    said = spec.autoscaling
    options = {
        "scaledownunneededtime": said.scale_down_unneeded and seconds(said.scale_down_unneeded),
        "scaledowngpuutilizationthreshold": getattr(said, "gpu_utilization_threshold", None),
        "scaledownutilizationthreshold": getattr(said, "utilization_threshold", None),
    }
    return Template(
        instance_type=template.instance_type,
        # Volumes are not part of a node's capacity: its CSINode limits them, and a template has none.
        capacity={
            name: amount * _UNITS.get(name, Decimal(1)) for name, amount in template.capacity.items() if name != VOLUMES
        },
        labels={
            key: _only(key, values) for key, values in template.labels.items() if "eks" in sources or key not in _OF_EKS
        },
        taints=frozenset((taint.key, taint.value, taint.effect.kubernetes) for taint in template.taints),
        # Only tags can carry them.
        options={
            name: Decimal(str(value)) for name, value in options.items() if value is not None and "tags" in sources
        },
        mirrored=_amounts(total(*(daemon.asks for daemon in template.daemons if daemon not in pool.nodes[0].daemons))),
    )


def _amounts(amounts: Mapping[str, int]) -> dict[str, Decimal]:
    return {name: amount * _UNITS.get(name, Decimal(1)) for name, amount in amounts.items() if amount}


def _only(key: str, values: frozenset[str]) -> str | None:
    """The value; None if it is not known beforehand: some zone of several, a name that is made up later."""
    return next(iter(values)) if len(values) == 1 and key not in _MADE_UP else None


def _between(name: str, expected: Template | None, found: Template | None) -> Iterator[str]:
    if expected is None or found is None:
        yield f"{name}: {'not in the design' if expected is None else 'not in the stack'}"
        return
    if expected.instance_type != found.instance_type:
        yield f"{name}: type: expected {expected.instance_type}, found {found.instance_type}"
    yield from _values(name, "capacity", expected.capacity, found.capacity)
    yield from _values(name, "mirror pod", expected.mirrored, found.mirrored)
    labels = {key: value for key, value in expected.labels.items() if key not in _MOOT}
    yield from _values(name, "label", labels, {key: found.labels[key] for key in found.labels if key not in _MOOT})
    for key, value, effect in sorted(expected.taints ^ found.taints):
        which = "missing" if (key, value, effect) in expected.taints else "too many"
        yield f"{name}: taint {key}: {which}: {value}:{effect}"
    yield from _values(name, "option", expected.options, found.options)
    for tag in found.ignored:
        yield f"{name}: tag {tag.removeprefix(PREFIX)}: the autoscaler ignores it"


def _values(
    name: str, what: str, expected: Mapping[str, Decimal | str | None], found: Mapping[str, Decimal | str | None]
) -> Iterator[str]:
    for key in sorted({*expected, *found}):
        if key not in found:
            yield f"{name}: {what} {key}: missing"
        elif key not in expected:
            yield f"{name}: {what} {key}: too many: {_shown(found[key])}"
        elif None not in (expected[key], found[key]) and expected[key] != found[key]:
            yield f"{name}: {what} {key}: expected {_shown(expected[key])}, found {_shown(found[key])}"


def _shown(value: Decimal | str | None) -> str:
    """Without the zeros that a unit leaves behind a number."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
