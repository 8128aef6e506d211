"""The edit changes the size of a stateful set's claims, but existing claims keep their size.

**Why.** Kubernetes does not change the claims of a stateful set, and the provider would plan an update and send none of
it (terraform-provider-kubernetes 2.38, `patchStatefulSetSpec`), again at every plan. eks-gpu therefore makes Terraform
ignore the size. Existing pods keep their volumes, and pods that are added also get the old size.

**Fix.** Enlarge each claim by hand: EBS volumes can grow while they are mounted. For new pods, delete only the stateful
set, which leaves pods and claims running, and apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.scheduling.quantity import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, VolumeDesign, WorkloadDesign
    from eks_gpu.problem import Problem

BEFORE = """\
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /cache, claim: 10Gi}
"""
BAD = """\
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /cache, claim: 20Gi}
"""
# Claims grow only by hand, so every edit of the size is reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the sizes of claims in stateful sets that are not replaced for other claims."""
    for was, now in workloads(old, new):
        if not was.spec.kind == now.spec.kind == "stateful_set":
            continue
        before, after = _claims(was), _claims(now)
        if [claim.name for claim in before] != [claim.name for claim in after]:
            continue
        for one, other in zip(before, after, strict=True):
            if parse_quantity(one.size or "0") != parse_quantity(other.size or "0"):
                yield _kept(now, one, other)


def _claims(workload: WorkloadDesign) -> list[VolumeDesign]:
    return [volume for volume in workload.volumes if volume.kind == "claim"]


def _kept(now: WorkloadDesign, was: VolumeDesign, wanted: VolumeDesign) -> Problem:
    index = next(i for i, volume in enumerate(now.spec.volumes) if volume.mount_path == wanted.mount_path)
    where = f"{now.where}.volumes[{index}].claim"
    message = f"claims of a stateful set cannot change: {now.name} keeps {was.size}, and new pods also get {was.size}"
    namespace, first = f"--namespace {now.spec.namespace}", f"{wanted.name}-{now.name}-0"
    patch = f"""'{{"spec": {{"resources": {{"requests": {{"storage": "{wanted.size}"}}}}}}}}'"""
    enlarge = f"enlarge each by hand: kubectl {namespace} patch pvc {first} --patch {patch}, and so on"
    if parse_quantity(wanted.size or "0") < parse_quantity(was.size or "0"):
        return warning(__name__, where, message, f"write 'claim: {was.size}' again: a volume never shrinks")
    afterwards = f"for new pods: kubectl {namespace} delete statefulset {now.name} --cascade=orphan, then apply"
    return warning(__name__, where, message, f"{enlarge}; {afterwards}")
