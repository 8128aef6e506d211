"""An object of a manifest has the kind, namespace and name of one that eks-gpu creates.

**Why.** The second one to be applied either takes the object over or fails: Terraform with "already exists", Helm with
"cannot be imported into the current release". Afterwards both change it back at every run.

**Fix.** Give the object another name, or leave it out where eks-gpu creates it already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.context import space
from eks_gpu.manifests.judged import error
from eks_gpu.manifests.own import own_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

BAD = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3}
provisioner: ebs.csi.aws.com
"""
GOOD = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3-fast}
provisioner: ebs.csi.aws.com
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare names with those of the platform and of workloads."""
    own = own_objects(found.design)
    for one in found.objects:
        reason = own.get((one.kind, "", one.name)) or own.get((one.kind, space(one), one.name))
        if reason:
            message = f"{one.title} is also the name of an object that eks-gpu creates: {reason}"
            yield error(__name__, one, message, "write another name, or leave the object out")
