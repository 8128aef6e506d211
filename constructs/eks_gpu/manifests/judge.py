"""Verdicts on manifests: would their pods run on a cluster?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.own_objects import EBS_DRIVER, STORAGE_CLASS
from eks_gpu.design.placement.components import components
from eks_gpu.design.placement.judgement import judge
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.manifests import table
from eks_gpu.manifests.alike import judged_once
from eks_gpu.manifests.context import Context, StorageKind, add_objects
from eks_gpu.manifests.demands import Pods, pods_of
from eks_gpu.manifests.judged import JudgedManifests, PodsFit
from eks_gpu.manifests.kserve import served
from eks_gpu.manifests.shapes import rewritten
from eks_gpu.manifests.system import nodes_with
from eks_gpu.manifests.templates import known_templates, unknown_templates
from eks_gpu.manifests.trainjob import trainjob_templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.design import ClusterDesign
    from eks_gpu.manifests.objects import Object
    from eks_gpu.manifests.templates import Template


def judge_manifests(design: ClusterDesign, objects: Sequence[Object]) -> JudgedManifests:
    """Judge all pods of these objects, next to the workloads of the cluster file."""
    context = _context(design, objects)
    pods = [pods_of(template, context) for template in _templates(objects, context)]
    daemons = tuple(one for one in pods if one.template.kind.daemon)
    placed = [one for one in pods if not one.template.kind.daemon]
    groups = nodes_with(design, daemons)
    own, others = [demand_of(workload) for workload in design.workloads], components(design.spec)
    autoscaled = design.spec.autoscaler.kind != "none"
    fits = judged_once(
        [*own, *others, *(one.demand for one in placed)], lambda all_: judge(all_, groups, autoscaled=autoscaled)
    )
    return JudgedManifests(
        design=design,
        context=context,
        objects=tuple(objects),
        fits=tuple(PodsFit(*pair) for pair in zip(placed, fits[len(own) + len(others) :], strict=True)),
        daemons=daemons,
        groups=groups,
        workloads=tuple(fits[: len(own)]),
        elsewhere={one.kind: table.made_elsewhere(one.kind) for one in objects if _made_elsewhere(one)},
        unknown=_unknown(objects, pods),
    )


def _context(design: ClusterDesign, objects: Iterable[Object]) -> Context:
    context = Context(design.spec.kubernetes_version)
    context.priorities.update(PRIORITY_CLASSES)
    default = StorageKind(EBS_DRIVER)
    # EKS makes the class `gp2` in every cluster, since 1.30 not as the default (EKS user guide, kubernetes-versions).
    context.classes.update({"": default, STORAGE_CLASS: default, "gp2": default})
    for workload in design.workloads:
        for volume in workload.volumes:
            if volume.claim:
                context.claims[workload.spec.namespace, volume.claim] = False
    add_objects(context, objects)
    return context


def _templates(objects: Iterable[Object], context: Context) -> Iterator[Template]:
    for one in objects:
        kind = table.kind_of(one.group, one.kind)
        if kind is None:
            if not _is_known(one):
                yield from unknown_templates(one)
        elif kind.shape == "trainjob":
            yield from trainjob_templates(one, kind, context)
        elif kind.shape == "kserve":
            content, doubts = served(one, context)
            for found in known_templates(one, kind, rewritten(kind.shape, content)):
                yield replace(found, doubts=(*found.doubts, *doubts)) if found.role == "predictor" else found
        else:
            yield from known_templates(one, kind, rewritten(kind.shape, one.content))


def _is_known(one: Object) -> bool:
    return one.kind in table.without_pods() or one.kind in table.context_kinds() or _made_elsewhere(one)


def _made_elsewhere(one: Object) -> bool:
    return bool(table.made_elsewhere(one.kind)) and table.kind_of(one.group, one.kind) is None


def _unknown(objects: Iterable[Object], pods: Iterable[Pods]) -> dict[str, int]:
    with_pods = {one.template.owner for one in pods}
    found = Counter(
        one.kind
        for one in objects
        if table.kind_of(one.group, one.kind) is None and not _is_known(one) and one not in with_pods
    )
    return dict(sorted(found.items()))
