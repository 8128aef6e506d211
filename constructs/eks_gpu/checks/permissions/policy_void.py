"""A statement of a policy can never apply, so it grants nothing.

**Why.** IAM accepts the statement and reports nothing; the pod gets AccessDenied, on a GPU node that was started for
it. S3 sets `s3:prefix` only on requests that list a bucket, so a statement with that condition never allows reading an
object. A KMS key must be named by its id, not by its alias. And a bucket's ARN contains neither region nor account.

**Fix.** Give `s3:ListBucket` with its condition a separate statement, and name the objects in the other one; write the
key's ARN; write `arn:aws:s3:::bucket/*`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.permissions.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import StatementSpec

# Condition keys that S3 sets only when listing, and the actions that list (Service Authorization Reference, S3).
_OF_LISTS = frozenset({"s3:prefix", "s3:delimiter", "s3:max-keys"})
_LISTS = re.compile(r"s3:(list.*|\*)", re.IGNORECASE)
_ALIAS = re.compile(r"arn:[^:]+:kms:[^:]*:[^:]*:alias/.*")
_USES_KEY = re.compile(r"kms:(decrypt|encrypt|reencrypt.*|generatedatakey.*|describekey)", re.IGNORECASE)
# These operators are satisfied when the key is missing.
_PASSED = re.compile(r"Null|ForAllValues:.*|.*Not.*|.*IfExists")
# Other S3 resources have both.
_PLACED = re.compile(r"(arn:[^:]+:s3):[^:]*:[^:]*:(?!access-?point|access-grants|async-request|job/|storage-lens)(.*)")

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:ListBucket, s3:GetObject]
          resources: ["arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/*"]
          conditions:
            StringLike: {"s3:prefix": ["llama/*"]}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:ListBucket]
          resources: ["arn:aws:s3:::acme-models"]
          conditions:
            StringLike: {"s3:prefix": ["llama/*"]}
        - actions: [s3:GetObject]
          resources: ["arn:aws:s3:::acme-models/llama/*"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at statements that allow something."""
    for where, _, account in service_accounts(design.spec):
        for index, statement in enumerate(account.statements):
            if statement.effect == "Allow":
                yield from _conditions(f"{where}.statements[{index}]", statement)
                yield from _resources(f"{where}.statements[{index}]", statement)


def _conditions(where: str, statement: StatementSpec) -> Iterator[Problem]:
    others = [action for action in statement.actions if not _LISTS.fullmatch(action)]
    for operator, keys in statement.conditions.items():
        known = [key for key in keys if key.lower() in _OF_LISTS]
        if known and others and not _PASSED.fullmatch(operator):
            message = f"S3 sets {known[0]} only for s3:ListBucket: with this condition {others[0]} is never allowed"
            fix = (
                f"give {others[0]} a separate statement, with the prefix in its resources: arn:aws:s3:::bucket/prefix/*"
            )
            yield error(__name__, f"{where}.conditions.{operator}", message, fix, f"{where}.actions")


def _resources(where: str, statement: StatementSpec) -> Iterator[Problem]:
    uses = next((action for action in statement.actions if _USES_KEY.fullmatch(action)), None)
    for index, arn in enumerate(statement.resources):
        here = f"{where}.resources[{index}]"
        if uses and _ALIAS.fullmatch(arn):
            message = f"{uses} applies to keys, but {arn} is an alias: the statement would grant nothing"
            fix = "write the key's ARN, arn:aws:kms:…:key/…, as 'aws kms describe-key' prints it"
            yield error(__name__, here, message, fix, f"{where}.actions")
        placed = _PLACED.fullmatch(arn)
        if placed and ":::" not in arn:
            message = f"{arn} has a region or an account, which a bucket's ARN does not have: it would grant nothing"
            yield error(__name__, here, message, f"write {placed[1]}:::{placed[2]}")
