"""A statement names a bucket where S3 wants its objects, or the other way round.

**Why.** `s3:GetObject` is on objects (`arn:aws:s3:::bucket/*`), `s3:ListBucket` on the bucket (`arn:aws:s3:::bucket`).
With the other of the two IAM grants nothing, and says nothing; the pod gets AccessDenied, on a GPU node that has been
bought for it. S3 answers a missing object with 403 too, where listing is not allowed.

**Fix.** Write both ARNs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import StatementSpec


_OBJECT_VERBS = ("getobject", "putobject", "deleteobject", "abortmultipartupload", "listmultipartuploadparts")
_BUCKET_VERBS = ("listbucket", "getbucketlocation")


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at statements on S3 alone, of which all ARNs are of one sort."""
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
                message = f"{objects} is on objects, and {arns[0]} is the bucket: it would grant nothing"
                yield error(__name__, f"{here}.resources", message, f"add {arns[0]}/*", actions)
            if buckets and all("/" in arn for arn in arns):
                bucket = arns[0].partition("/")[0]
                message = f"{buckets} is on the bucket, and {arns[0]} is its objects: it would grant nothing"
                yield error(__name__, f"{here}.resources", message, f"add {bucket}", actions)


def _verbs(statement: StatementSpec) -> list[tuple[str, str]]:
    """Actions of S3 as IAM reads them, without regard to case, and as they are written."""
    return [
        (action.lower().removeprefix("s3:"), action) for action in statement.actions if action.lower().startswith("s3:")
    ]
