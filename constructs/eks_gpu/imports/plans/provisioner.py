"""The provisioner of node pools: EKS Auto Mode in the control plane, or Karpenter's release with its queue.

Node pools themselves are objects inside of a Helm release, which neither plans nor states show.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.charts.provisioning import POOLS
from eks_gpu.design.nodes.pools import AUTO_MODE, KARPENTER, NO_PROVISIONER
from eks_gpu.design.permissions.karpenter import NAMESPACE
from eks_gpu.design.provisioning import names
from eks_gpu.design.provisioning.controller import CHART, DEFINITIONS
from eks_gpu.imports.carrying import text_list
from eks_gpu.imports.plans.resources import inner, is_ours, number, text
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.spec.nodes.provisioner import ProvisionerSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change, Values

_FIELD = "provisioner"
NOT_READ = "node pools are not read back: write them into `gpu_node_pools`"
_AUTO_NOT_READ = f"Auto Mode's {NOT_READ}"
_SAME_POOLS = "eks-gpu turns both of Auto Mode's own pools on, or none"
# Names of our charts, which others may use as well, and of a resource that only Karpenter's part of the cluster has.
_OURS = frozenset((POOLS, CHART, DEFINITIONS))
_QUEUE = "karpenter_interruptions"
_UNITS = ((3600, "h"), (60, "m"), (1, "s"))


def import_auto_mode(result: Imported, cluster: Change, *, existing: bool) -> None:
    """Fill in the provisioner of a cluster with Auto Mode, or of eks-gpu's own cluster that had it.

    Args:
        result: The cluster.
        cluster: The control plane.
        existing: Whether it is left to whoever made it, so that its Auto Mode is too.
    """
    compute, source = inner(cluster.values, "compute_config"), f"{cluster.address}.compute_config"
    if compute.get("enabled") is True:
        result.left(source, _AUTO_NOT_READ, "" if existing else _FIELD)
        if not existing:
            put_auto_mode(result, text_list(compute.get("node_pools")) or [], source)
    elif compute.get("enabled") is False and is_ours(cluster):
        result.put(_FIELD, NO_PROVISIONER)


def put_auto_mode(result: Imported, pools: list[str], source: str) -> None:
    """Fill in Auto Mode with its own pools."""
    result.put(_FIELD, {"kind": AUTO_MODE, "system_pools": True} if pools else AUTO_MODE)
    if len(pools) == 1:
        result.changed(f"{source}.node_pools", _SAME_POOLS, _FIELD)


def import_karpenter(result: Imported, resources: Resources) -> None:
    """Fill in Karpenter where eks-gpu installed it, and say what is inside of a release."""
    for release in own_releases(resources):
        if text(release.values, "name") == POOLS:
            result.left(release.address, NOT_READ, "gpu_node_pools")
    queues = [one for one in resources.of("aws_sqs_queue") if one.name == _QUEUE and is_ours(one)]
    charts = [one for one in own_releases(resources) if text(one.values, "name") == CHART]
    if not queues and not charts:
        return
    fields = _of_release(charts[0].values) if charts else {}
    result.put(_FIELD, {"kind": KARPENTER, **fields} if fields else KARPENTER)
    if not charts:
        result.left(queues[0].address, NOT_READ, "gpu_node_pools")


def own_releases(resources: Resources) -> Iterator[Change]:
    """Releases that eks-gpu makes for a provisioner."""
    for one in resources.of("helm_release"):
        name = text(one.values, "name")
        if name in _OURS and one.name == f"release-{name}_release" and _is_provisioners(name, one.values):
            yield one


def _is_provisioners(name: str, values: Values) -> bool:
    """Whether a release with one of the names is not an entry of `charts` that has the same name."""
    if text(values, "namespace") != NAMESPACE:
        return False
    if name == POOLS:
        # No file has an entry of this name.
        return True
    if name == DEFINITIONS:
        return text(values, "repository") == catalog.chart(DEFINITIONS).repository
    settings = _settings(values)
    cluster, queue = settings.get("clusterName"), settings.get("interruptionQueue")
    return isinstance(cluster, str) and queue == names.queue(cluster)


def _settings(values: Values) -> Mapping[str, object]:
    found = _documents(values)
    settings = found[0].get("settings") if found else None
    return settings if isinstance(settings, dict) else {}


def _documents(values: Values) -> list[dict[str, object]]:
    """The values of a release: eks-gpu's own first, then those of the file."""
    found: list[dict[str, object]] = []
    for one in text_list(values.get("values")) or []:
        try:
            parsed = json.loads(one)
        except (ValueError, RecursionError):
            return []
        found.append(parsed if isinstance(parsed, dict) else {})
    return found


def _of_release(values: Values) -> dict[str, object]:
    """Fields that differ from what eks-gpu writes anyway."""
    version, timeout = text(values, "version"), number(values, "timeout")
    usual = seconds(ProvisionerSpec(kind=KARPENTER).timeout)
    own = [one for one in _documents(values)[1:] if one]
    return {
        **({"version": version} if version and version != catalog.chart(CHART).version else {}),
        **({"values": own[0]} if own else {}),
        **({"timeout": _duration(timeout)} if timeout and timeout != usual else {}),
    }


def _duration(amount: int) -> str:
    size, unit = next(one for one in _UNITS if amount % one[0] == 0)
    return f"{amount // size}{unit}"
