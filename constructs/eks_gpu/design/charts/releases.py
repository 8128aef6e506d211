"""Helm releases: charts of other people, and manifests as charts of their own.

Releases of a stack are made one after the other, in the order of the file: charts, then manifests. A controller must
run before the objects that it works on, and Terraform removes in the reverse order, so it outlives them: without it
nothing removes their load balancers, volumes and finalizers (kubernetes-sigs/karpenter #6870 is an example).

With `expose: {kind: gateway}` the definitions of the Gateway API come before all others, because the controller looks
for them when it starts. The class of the Gateways, then the Gateways, end the workloads stack: the controller keeps a
class for as long as a Gateway needs it, so both must go in the same apply.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.charts.gateways import defined_kinds, gateway_class, gateway_objects, is_gateway
from eks_gpu.design.charts.kueue import kueue_releases
from eks_gpu.design.charts.load_balancer_controller import ControllerDesign, design_controller
from eks_gpu.design.charts.local_chart import local_chart
from eks_gpu.design.charts.objects import objects_in, read_objects
from eks_gpu.design.charts.release import ReleaseDesign
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.spec.releases.manifests import ManifestsSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eks_gpu.design.charts.documents import Plain
    from eks_gpu.design.charts.objects import KubernetesObject
    from eks_gpu.design.queueing.queueing import QueueingDesign
    from eks_gpu.spec import ChartSpec, ClusterSpec
    from eks_gpu.spec.reading.attached import AttachedFile

# Kubernetes creates these; eks-gpu's own components are in the last one.
EXISTING_NAMESPACES = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
DEFINITIONS_SUFFIX = "-definitions"
_GATEWAY_CLASS, _GATEWAYS = "eks-gpu-gateway-class", "eks-gpu-gateways"
# An annotation of the controller's pods: with another value they restart, and look for the definitions again.
_RESTART = "eks-gpu.io/gateway-definitions"
# AWS takes a minute or two to delete a load balancer and its security group; nothing waits for the class.
_SECONDS = {_GATEWAY_CLASS: 60, _GATEWAYS: 300}


def design_releases(
    spec: ClusterSpec,
    files: Mapping[str, AttachedFile],
    provisioning: tuple[ReleaseDesign, ...] = (),
    queueing: QueueingDesign | None = None,
) -> tuple[ReleaseDesign, ...]:
    """All releases, in the order in which they are made.

    Args:
        spec: The declaration.
        files: The files that it names.
        provisioning: The releases of the provisioner, which other charts may need nodes of.
        queueing: Kueue, whose webhooks must answer before others create jobs.
    """
    controller = design_controller(spec)
    charts = [_chart(f"charts[{index}]", chart, files) for index, chart in enumerate(spec.charts)]
    entries = [
        release
        for index, entry in enumerate(spec.manifests)
        if isinstance(entry, ManifestsSpec) and entry.apply
        for release in _manifests(f"manifests[{index}]", entry, files)
    ]
    queues = kueue_releases(queueing) if queueing else ()
    made = (*((_controller(controller),) if controller else ()), *provisioning, *queues, *charts, *entries)
    return _with_gateways(spec, made) if any(map(is_gateway, spec.workloads)) else made


def gateway_definitions(releases: Iterable[ReleaseDesign]) -> tuple[ReleaseDesign, ...]:
    """The releases of the platform stack that define kinds of the Gateway API."""
    return tuple(one for one in releases if one.stack == "platform" and defined_kinds(one.objects))


def _with_gateways(spec: ClusterSpec, made: tuple[ReleaseDesign, ...]) -> tuple[ReleaseDesign, ...]:
    """These releases in the order that Gateways need, with theirs."""
    first = gateway_definitions(made)
    versions = {_RESTART: ",".join(one.version for one in first) or "elsewhere"}
    restart = json.dumps({"podAnnotations": versions}, indent=2)
    others = [one for one in made if one not in first]
    others = [replace(one, values=(restart, *one.values)) if one.vpc_value else one for one in others]
    index = next(index for index, workload in enumerate(spec.workloads) if is_gateway(workload))
    where = f"workloads[{index}].expose"
    objects = [item for workload in spec.workloads for item in gateway_objects(spec, workload)]
    own = [_own(where, _GATEWAY_CLASS, [gateway_class()])] if objects else []
    own += [_own(where, _GATEWAYS, objects)] if objects else []
    return (*first, *others, *own)


def _own(where: str, name: str, objects: list[Plain]) -> ReleaseDesign:
    """A release of objects that eks-gpu wrote itself."""
    items = tuple(item for plain in objects for item in objects_in(plain, 1))
    chart = local_chart(name, [item.plain for item in items])
    return ReleaseDesign(
        where=where,
        name=name,
        namespace="default",
        stack="workloads",
        chart=name,
        repository=None,
        version=chart.version,
        values=(),
        wait=True,
        timeout_seconds=_SECONDS[name],
        local=chart,
        objects=items,
        own=True,
    )


def release_namespaces(spec: ClusterSpec, releases: tuple[ReleaseDesign, ...]) -> tuple[str, ...]:
    """Namespaces that the platform stack creates for its releases."""
    declared = {namespace.name for namespace in spec.namespaces}
    wanted = dict.fromkeys(release.namespace for release in releases if release.stack == "platform")
    return tuple(name for name in wanted if name not in EXISTING_NAMESPACES | declared)


def _controller(design: ControllerDesign) -> ReleaseDesign:
    """The release of the load balancer controller, the first to come and the last to go."""
    return ReleaseDesign(
        where=design.where,
        name=design.chart,
        namespace=design.namespace,
        stack="platform",
        chart=design.chart,
        repository=design.repository,
        version=design.version,
        values=tuple(json.dumps(values, indent=2, ensure_ascii=False) for values in design.values),
        wait=True,
        timeout_seconds=design.timeout_seconds,
        vpc_value="vpcId",
    )


def _chart(where: str, spec: ChartSpec, files: Mapping[str, AttachedFile]) -> ReleaseDesign:
    texts = [files.get(f"{where}.values_files[{number}]") for number in range(len(spec.values_files))]
    own = [json.dumps(spec.values, indent=2, ensure_ascii=False)] if spec.values else []
    return ReleaseDesign(
        where=where,
        name=spec.name,
        namespace=spec.namespace,
        stack=spec.stack,
        chart=spec.chart,
        repository=spec.repository,
        version=spec.version,
        values=(*(file.text for file in texts if file and file.text), *own),
        wait=spec.wait or spec.atomic,
        timeout_seconds=seconds(spec.timeout),
        atomic=spec.atomic,
        skip_crds=spec.skip_crds,
    )


def _manifests(where: str, spec: ManifestsSpec, files: Mapping[str, AttachedFile]) -> Iterator[ReleaseDesign]:
    """The release of the definitions, if there are any, and that of the other objects.

    Helm builds every object of a release before it creates the first, which fails for a kind that is not defined yet.
    """
    objects = tuple(item for _, item in objects_of(where, spec, files))
    definitions = tuple(item for item in objects if item.is_definition)
    others = tuple(item for item in objects if not item.is_definition)
    parts = [(spec.name + DEFINITIONS_SUFFIX, definitions)] if definitions else []
    parts += [(spec.name, others)] if others else []
    for name, part in parts:
        chart = local_chart(name, [item.plain for item in part])
        yield ReleaseDesign(
            where=where,
            name=name,
            namespace=spec.namespace,
            stack=spec.stack,
            chart=name,
            repository=None,
            version=chart.version,
            values=(),
            wait=spec.wait or part is definitions,
            timeout_seconds=seconds(spec.timeout),
            local=chart,
            objects=part,
        )


def worst_seconds(release: ReleaseDesign) -> int:
    """The time that a release may take; undoing an atomic one takes as long again."""
    return release.timeout_seconds * (2 if release.atomic else 1)


def objects_of(
    where: str, spec: ManifestsSpec, files: Mapping[str, AttachedFile]
) -> Iterator[tuple[str, KubernetesObject]]:
    """The objects of an entry, each with the path that names its file."""
    for number in range(len(spec.files)):
        path = f"{where}.files[{number}]"
        file = files.get(path)
        if file and file.text is not None:
            for item in read_objects(file.text).objects:
                yield path, item
