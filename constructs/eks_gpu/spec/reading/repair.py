"""Stand-ins for wrong values, so that one bad line does not hide the problems of the others."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from eks_gpu.models.core import ValidationError
from eks_gpu.spec.cluster import ClusterSpec
from eks_gpu.spec.reading.explain import fields_at
from eks_gpu.spec.reading.meant import meant
from eks_gpu.spec.reading.paths import Step, dotted, steps, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

# Values for required keys, by the name of the key; used if the error itself carries no example.
_STAND_INS: dict[str, Any] = {
    "name": "stand-in",
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "zones": ["us-west-2a", "us-west-2b"],
    "private_subnets": {"us-west-2a": "subnet-00000000", "us-west-2b": "subnet-00000001"},
    "vpc_id": "vpc-00000000",
    "instance_types": ["g5.xlarge"],
    "kind": "job",
    "image": "stand-in:1",
    "key": "stand-in",
    "value": "stand-in",
    "effect": "NoSchedule",
    "release_version": "1.35.2-20260714",
    "registry": "registry.example",
    "bucket": "stand-in",
    "organization": "stand-in",
    "where": "stand-in",
    "cron": "0 7 * * 1-5",
    "replicas": 2,
    "size_gib": 1200,
    "zone": "us-west-2a",
    "mount_path": "/stand-in",
    "storage": "stand-in",
    "max": 1,
    "repository": "https://stand-in.example",
    "chart": "stand-in",
    "version": "1.0.0",
    "namespace": "default",
    "files": ["stand-in.yaml"],
    "apply": False,
    "metrics": [{"cpu_percent": 80}],
    "actions": ["s3:GetObject"],
    "resources": ["arn:aws:s3:::stand-in/*"],
    "reason": "stands in for a reason",
}
# Each round repairs at least one error of every value; values nest a few levels deep.
_ROUNDS = 12


def repair(data: dict[str, Any]) -> tuple[ClusterSpec | None, frozenset[str]]:
    """A spec with stand-ins for all wrong values, and the paths of the stand-ins; None if the data cannot be repaired."""
    mended = copy.deepcopy(data)
    paths: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return ClusterSpec.model_validate(mended), frozenset(paths)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                paths.update(map(dotted, _meant(detail, data)))
                paths.add(dotted(_mend(mended, detail)))
    return None, frozenset(paths)


def _meant(detail: ErrorDetails, data: dict[str, Any]) -> Iterator[tuple[Step, ...]]:
    """The key that an unknown one was meant for: its value is not known, and its default must not stand for it."""
    *holder, key = steps(detail["loc"])
    if detail["type"] == "extra_forbidden" and (close := meant(str(key), fields_at(tuple(holder), data))):
        yield (*holder, close)


def _mend(data: dict[str, Any], detail: ErrorDetails) -> tuple[Step, ...]:
    path = steps(detail["loc"])
    holder, last = value_at(data, path[:-1]), path[-1]
    stand_in = detail.get("ctx", {}).get("example") or _STAND_INS.get(str(last))
    required = detail["type"] == "missing"
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        return _mend_item(data, holder, last, path, stand_in)
    if not isinstance(holder, dict):
        return path
    if detail["loc"][-1] == "[key]" or (detail["type"] == "extra_forbidden") or (stand_in is None and not required):
        holder.pop(last, None)
    else:
        holder[str(last)] = copy.deepcopy(stand_in)
    return path


def _mend_item(
    data: dict[str, Any], holder: list[Any], last: int, path: tuple[Step, ...], stand_in: object
) -> tuple[Step, ...]:
    """Items keep their positions, so that other paths stay valid; a list with an item beyond repair is removed whole."""
    if isinstance(stand_in, str):
        holder[last] = stand_in
        return path
    parent, key = value_at(data, path[:-2]), path[-2]
    if isinstance(parent, dict):
        parent.pop(key, None)
    return path[:-1]
