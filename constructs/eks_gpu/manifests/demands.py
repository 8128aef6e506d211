"""From pod templates to the model of what pods ask for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.manifests.affinity import host_ports, node_terms, pod_terms, spreads, tolerations
from eks_gpu.manifests.amounts import Asked, asked
from eks_gpu.manifests.context import selects, space
from eks_gpu.manifests.reading.parts import at, fields, labels, mappings, text
from eks_gpu.manifests.volumes import volumes
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import VOLUMES, is_gpu
from eks_gpu.scheduling.demand import DEFAULT_SCHEDULER, Origin, PodCount, PodDemand, VolumeDemand
from eks_gpu.scheduling.requests import own_volumes
from eks_gpu.scheduling.taints import automatic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.context import Context
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.manifests.templates import Template

_SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict"


@dataclass(frozen=True)
class Pods:
    """Pods of a template, as they stand in a manifest and as the scheduler sees them.

    Attributes:
        template: Where they stand.
        demand: Their requests and everything else that the scheduler sees.
        asked: How the requests came about.
    """

    template: Template
    demand: PodDemand
    asked: Asked

    @property
    def gpus(self) -> dict[str, int]:
        """GPUs, shares and parts that each asks for, by resource."""
        return {name: amount for name, amount in self.demand.asks.items() if is_gpu(name)}


def pods_of(template: Template, context: Context) -> Pods:
    """The demand of a template."""
    wants = asked(template, context)
    mounted = list(volumes(template, context))
    zonal = tuple(one for one in mounted if isinstance(one, VolumeDemand))
    spec = template.spec
    own = own_volumes(zonal)
    asks = {**wants.amounts, **({VOLUMES: own} if own else {})}
    priority, unknown = _priority(spec, context)
    demand = PodDemand(
        name=template.name,
        asks=asks,
        selector=labels(spec, "nodeSelector"),
        node_terms=node_terms(spec),
        tolerations=(*tolerations(spec), *automatic(wants.amounts)),
        affinity=pod_terms(spec, "podAffinity"),
        anti_affinity=pod_terms(spec, "podAntiAffinity"),
        spread=spreads(spec),
        host_ports=host_ports(spec),
        volumes=zonal,
        count=_count(template, context, with_gpus=any(map(is_gpu, wants.amounts))),
        namespace=space(template.owner),
        labels=template.labels,
        priority=priority,
        selected=template.kind.selected or _served(template, context),
        movable=_movable(template, context),
        gates=tuple(text(gate, "name") for gate in mappings(spec, "schedulingGates")),
        scheduler=text(spec, "schedulerName") or template.kind.scheduler or DEFAULT_SCHEDULER,
        origin=Origin(
            template.owner.kind, template.where(), template.stands_in.file, template.stands_in.position(spec)
        ),
        doubts=(
            *template.doubts,
            *wants.doubts,
            *(one for one in mounted if isinstance(one, str)),
            *unknown,
            *_doubts(template),
        ),
    )
    return Pods(template, demand, wants)


def _count(template: Template, context: Context, *, with_gpus: bool) -> PodCount:
    owner = template.owner
    bounds = context.scaled.get((owner.kind, space(owner), owner.name))
    if bounds is None or template.kind.daemon:
        return template.count
    per_replica = 1
    if owner.kind == "LeaderWorkerSet":
        # An autoscaler of a LeaderWorkerSet changes the number of its groups.
        replicas = at(owner.content, "spec.replicas")
        written = replicas if isinstance(replicas, int) and replicas else 1
        per_replica = math.ceil(template.count.most / written)
    # Autoscalers of infrastructure on system nodes seldom reach their maxima, and never all at once.
    most = bounds.most if with_gpus else max(bounds.least, 1)
    return replace(template.count, most=most * per_replica, least=bounds.least * per_replica)


def _priority(spec: Fields, context: Context) -> tuple[int, tuple[str, ...]]:
    """The value of the pod's class, which admission writes into it."""
    name = text(spec, "priorityClassName")
    if not name:
        return context.default_priority, ()
    if name in context.priorities:
        return context.priorities[name], ()
    return 0, (f"has the priority class {name}, which is not among the manifests; it was taken for 0",)


def _served(template: Template, context: Context) -> bool:
    own = template.labels
    return any(selects(selector, own) for selector in context.services.get(space(template.owner), ()))


def _movable(template: Template, context: Context) -> bool:
    """Cluster Autoscaler, simulator/drainability/rules: an annotation, a bare pod, a budget that lets no pod go."""
    said = labels(template.about, "annotations").get(_SAFE)
    if said in {"true", "false"}:
        return said == "true"
    own = template.labels
    kept = any(
        selects(labels(selector, "matchLabels"), own) and not mappings(selector, "matchExpressions")
        for selector in context.budgets.get(space(template.owner), ())
    )
    return template.owner.kind != "Pod" and not kept


def _doubts(template: Template) -> Iterator[str]:
    spec = template.spec
    if name := text(spec, "nodeName"):
        yield f"names the node {name} itself, so that no scheduler looks at it"
    if mappings(spec, "resourceClaims"):
        yield "asks for devices by resource claims (DRA), whose number and kind eks-gpu does not work out"
    queue = labels(template.owner.content, "metadata.labels").get("kueue.x-k8s.io/queue-name")
    if queue:
        yield f"waits in the queue {queue} of Kueue until it is admitted"
    if fields(spec, "affinity.podAffinity") and text(spec, "schedulerName") not in {"", DEFAULT_SCHEDULER}:
        yield "has affinity that a scheduler of its own may read in another way"
