"""A statement names a bucket where S3 expects its objects, or the other way round.

**Why.** `s3:GetObject` applies to objects (`arn:aws:s3:::bucket/*`), `s3:ListBucket` to the bucket
(`arn:aws:s3:::bucket`). With the wrong ARN, IAM grants nothing and reports nothing; the pod gets AccessDenied, on a GPU
node that was started for it. Where listing is not allowed, S3 also answers 403 for an object that does not exist.

**Fix.** Write both ARNs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.permissions.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import StatementSpec


_OBJECT_VERBS = ("getobject", "putobject", "deleteobject", "abortmultipartupload", "listmultipartuploadparts")
_BUCKET_VERBS = ("listbucket", "getbucketlocation")

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources: ["arn:aws:s3:::acme-models"]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources: ["arn:aws:s3:::acme-models/*"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check statements whose resources are all in S3, and are all buckets or all objects."""
    for where, _, account in service_accounts(design.spec):
        for index, statement in enumerate(account.statements):
            arns = [arn for arn in statement.resources if ":s3:::" in arn]
            if len(arns) < len(statement.resources) or statement.effect == "Deny":
                continue
            here = f"{where}.statements[{index}]"
            actions = f"{here}.actions"
            objects = next((action for verb, action in _verbs(statement) if verb.startswith(_OBJECT_VERBS)), None)
            buckets = next((action for verb, action in _verbs(statement) if verb in _BUCKET_VERBS), None)
            if objects and not any("/" in arn or arn.endswith("*") for arn in arns):
                message = (
                    f"{objects} applies to objects, but {arns[0]} is the bucket: the statement would grant nothing"
                )
                yield error(__name__, f"{here}.resources", message, f"add {arns[0]}/*", actions)
            if buckets and all("/" in arn for arn in arns):
                bucket = arns[0].partition("/")[0]
                message = f"{buckets} applies to the bucket, but {arns[0]} names its objects: it would grant nothing"
                yield error(__name__, f"{here}.resources", message, f"add {bucket}", actions)


def _verbs(statement: StatementSpec) -> list[tuple[str, str]]:
    """S3 actions as IAM compares them, in lower case, each with its original spelling."""
    return [
        (action.lower().removeprefix("s3:"), action) for action in statement.actions if action.lower().startswith("s3:")
    ]
