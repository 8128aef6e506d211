"""Changes that Terraform plans and AWS refuses, reported before the apply fails half-way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.review.fates import CLUSTER, GOING, Fate, fate
from eks_gpu.review.shrinking import NODE_GROUP
from eks_gpu.review.values import block, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.review.plan import Change

_VERSION = re.compile(r"1\.(?P<minor>[0-9]{1,3})")


def refusals(changes: Iterable[Change]) -> tuple[str, ...]:
    """One sentence for each change that will fail, with the fix."""
    by_kind = {NODE_GROUP: _sizes, CLUSTER: _cluster}
    found = (refusal for change in changes if (of := by_kind.get(change.kind)) for refusal in of(change))
    return tuple(dict.fromkeys(found))


def _sizes(change: Change) -> Iterator[str]:
    """EKS refuses a minimum above the desired size, and a maximum below it; the autoscaler sets the size."""
    if change.actions != ("update",):
        return
    after = block(change.after, "scaling_config")
    now = number(block(change.before, "scaling_config").get("desired_size"))
    rest, most = number(after.get("min_size")), number(after.get("max_size"))
    if now is None or after.get("desired_size") != now:
        return
    cluster, name = change.before.get("cluster_name"), change.before.get("node_group_name")
    if rest is not None and rest > now:
        first = (
            f"aws eks update-nodegroup-config --cluster-name {cluster} --nodegroup-name {name} "
            f"--scaling-config minSize={rest},desiredSize={rest}"
        )
        yield f"{change.address}: EKS refuses a minimum of {rest} above its desired size {now}; first run: {first}"
    if most is not None and most < now:
        yield (
            f"{change.address}: EKS refuses a maximum of {most} below its desired size {now}; apply it when no more "
            f"than {most} nodes run"
        )


def _cluster(change: Change) -> Iterator[str]:
    what = fate(change)
    if what in GOING and change.before.get("deletion_protection") is True:
        yield (
            f"{change.address}: its deletion protection is on, so EKS refuses to delete it; if you want to delete it, "
            "first apply `deletion_protection: false`"
        )
    if what is Fate.REPLACED and change.before.get("name") == change.after.get("name"):
        yield (
            f"{change.address}: the new cluster would be created before the old one is deleted, and EKS refuses a "
            f"second cluster named {change.before.get('name')} (ResourceInUseException)"
        )
    if what is Fate.IN_PLACE:
        was, now = (_minor(values.get("version")) for values in (change.before, change.after))
        if was is not None and now is not None and (now < was or now > was + 1):
            yield (
                f"{change.address}: EKS refuses to go from 1.{was} to 1.{now}; a control plane goes up one minor at a "
                "time, and never back"
            )


def _minor(version: object) -> int | None:
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return int(found["minor"]) if found else None
