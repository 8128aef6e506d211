"""Volumes of pods that bind them to zones, or take attachments of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.context import EBS, SHARED, StorageKind, space
from eks_gpu.manifests.reading.parts import fields, labels, mappings, text, texts
from eks_gpu.scheduling.demand import ZONE, VolumeDemand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.context import Context
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.manifests.templates import Template

_ZONES = (ZONE, "topology.ebs.csi.aws.com/zone", "failure-domain.beta.kubernetes.io/zone")
# From before `storageClassName`; it still counts (kubernetes, component-helpers/storage/volume/helpers.go).
_OLD_CLASS = "volume.beta.kubernetes.io/storage-class"


def volumes(template: Template, context: Context) -> Iterator[VolumeDemand | str]:
    """Volumes that decide where the pods run; a text says what is not known of one."""
    for claim in template.claims:
        yield from _claimed(text(claim, "metadata.name"), claim, context, per_pod=True)
    of_claims = {text(claim, "metadata.name") for claim in template.claims}
    for volume in mappings(template.spec, "volumes"):
        name = text(volume, "name")
        if name in of_claims:
            continue
        if inner := fields(volume, "ephemeral.volumeClaimTemplate"):
            yield from _claimed(name, inner, context, per_pod=True)
        elif claim_name := text(volume, "persistentVolumeClaim.claimName"):
            yield from _named(claim_name, template, context)
        elif "awsElasticBlockStore" in volume:
            yield VolumeDemand(name, zonal=None, attaches=True)


def _named(name: str, template: Template, context: Context) -> Iterator[VolumeDemand | str]:
    namespace = space(template.owner)
    claim = context.find("PersistentVolumeClaim", namespace, name)
    if claim is not None:
        yield from _claimed(name, claim.content, context, per_pod=False)
    elif (namespace, name) in context.claims:
        on_ebs = context.claims[namespace, name]
        yield VolumeDemand(name, zonal=on_ebs, attaches=on_ebs)
    else:
        yield VolumeDemand(name, zonal=None)


def _claimed(name: str, claim: Fields, context: Context, *, per_pod: bool) -> Iterator[VolumeDemand | str]:
    spec = fields(claim, "spec")
    if volume := text(spec, "volumeName"):
        yield from _bound(name, volume, context)
        return
    written = labels(claim, "metadata.annotations").get(_OLD_CLASS) or text(spec, "storageClassName")
    # An empty name asks for a volume that somebody made before, and a missing one for the default class.
    kind = None if spec.get("storageClassName") == "" else context.classes.get(written)
    if kind is None:
        yield VolumeDemand(name, zonal=None, per_pod=per_pod)
        return
    yield from _of_class(name, kind, per_pod=per_pod)


def _of_class(name: str, kind: StorageKind, *, per_pod: bool) -> Iterator[VolumeDemand | str]:
    if kind.provisioner in EBS:
        yield VolumeDemand(name, kind.zones, per_pod, zonal=True, attaches=True)
        if not kind.waits:
            yield f"claims the volume {name} of a class that makes it at once, in a zone that nothing here decides"
    elif kind.provisioner in SHARED:
        return
    else:
        yield VolumeDemand(name, kind.zones, per_pod, zonal=None)


def _bound(name: str, volume: str, context: Context) -> Iterator[VolumeDemand]:
    known = context.find("PersistentVolume", "", volume)
    if known is None:
        yield VolumeDemand(name, zonal=None)
        return
    spec = fields(known.content, "spec")
    zones = tuple(
        zone
        for term in mappings(spec, "nodeAffinity.required.nodeSelectorTerms")
        for expression in mappings(term, "matchExpressions")
        if text(expression, "key") in _ZONES and text(expression, "operator") == "In"
        for zone in texts(expression, "values")
    )
    driver = text(spec, "csi.driver")
    on_ebs = driver in EBS or "awsElasticBlockStore" in spec
    if on_ebs or zones:
        yield VolumeDemand(name, zones, zonal=True if on_ebs else None, attaches=on_ebs)
