"""A running cluster as a whole: its name, region and version, its network, and the programs that others run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor import observe
from eks_gpu.doctor.gathering.gather import from_folder
from eks_gpu.imports.imported import Imported, NotImportableError, origin
from eks_gpu.imports.kinds import SYSTEM
from eks_gpu.imports.live.gathered import gathered
from eks_gpu.imports.live.groups import import_groups
from eks_gpu.printable import printable
from eks_gpu.problem import listed
from eks_gpu.review.groups import GROUP_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from eks_gpu.doctor import Observations
    from eks_gpu.doctor.answers.kubernetes import Controller
    from eks_gpu.imports.live.gathered import Gathered

_REGION_IN_ARN = re.compile(r"arn:aws[a-z-]*:eks:(?P<region>[a-z]{2}(?:-[a-z]+)+-\d):(?P<account>\d{12}):")
_REGION_IN_HOST = re.compile(
    r"https://[A-Za-z0-9]+\.[a-z0-9]+\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.eks\.amazonaws\.com"
)
_REGION_OF_ZONE = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)[a-z]")
_MINOR = re.compile(r"v?(?P<minor>1\.\d{1,3})(?:[.+-].*)?")
_OWNED = re.compile(r"(?:k8s\.io/cluster-autoscaler|kubernetes\.io/cluster)/(?P<name>[A-Za-z0-9][A-Za-z0-9_-]*)")
_NOT_NAMES = frozenset(("enabled", "node-template"))
_PLUGIN = re.compile(r"k8s-device-plugin|nvidia-device-plugin")
_EFA_PLUGIN = "aws-efa-k8s-device-plugin"
_MOST_SHOWN = 4


def import_live(folder: Path, name: str = "") -> Imported:
    """The cluster that gathered answers describe.

    Args:
        folder: The folder that the script of `--commands` has filled, or one of its files.
        name: Name of the cluster, where the answers are about several.

    Raises:
        NotImportableError: The folder cannot be read, or its files describe no nodes.
    """
    left_out: list[str] = []
    try:
        seen = observe(from_folder(folder, left_out))
    except OSError as error:
        raise NotImportableError(f"cannot read {printable(str(folder))}: {error.strerror or error}") from None
    result = Imported(origin=origin("live", [str(folder)]))
    about = gathered(seen)
    _cluster(result, seen, name)
    import_groups(result, about)
    if not result.groups and not seen.clusters:
        unread = listed((*seen.unread, *left_out), _MOST_SHOWN)
        told = f" ({unread})" if unread else ""
        raise NotImportableError(
            f"{printable(f'{folder} describes neither a cluster nor nodes{told}')}; gather it with: "
            "eks-gpu import live --commands --name NAME --region REGION"
        )
    _network(result, about)
    _programs(result, seen)
    for one in (*seen.unread, *left_out):
        result.left(one.partition(": ")[0], "this file could not be read")
    return result


def _cluster(result: Imported, seen: Observations, name: str) -> None:
    names = list(dict.fromkeys(_names(seen)))
    if name and names and name not in names:
        raise NotImportableError(f"the answers are about {printable(listed(names))}, not about {printable(name)}")
    if len(names) > 1 and not name:
        raise NotImportableError(
            f"the answers are about several clusters ({printable(listed(names))}); gather one of them"
        )
    if not _is_ours(seen):
        result.put("existing_cluster", value=True)
    for path, found, what in (
        ("name", name or next(iter(names), ""), "the name of the cluster"),
        ("region", next(_regions(seen), ""), "the region"),
        ("kubernetes_version", next(_minors(seen), ""), "the Kubernetes version"),
    ):
        if found:
            result.put(path, found)
        else:
            result.left("", f"{what} is not in the answers; write `{path}`", path)


def _is_ours(seen: Observations) -> bool:
    """Whether eks-gpu itself made the cluster: its system nodes say so."""
    labels = (*(one.labels or {} for one in seen.node_groups), *(one.labels for one in seen.nodes))
    return any(one.get(GROUP_LABEL) == SYSTEM for one in labels)


def _names(seen: Observations) -> Iterator[str]:
    yield from filter(None, (one.name for one in seen.clusters))
    if seen.clusters:
        return
    for answers in (seen.node_groups, seen.addons, seen.associations):
        yield from filter(None, (one.cluster for one in answers))
    for group in seen.auto_scaling_groups:
        for key in group.tag_values:
            owned = _OWNED.fullmatch(key)
            if owned and owned["name"] not in _NOT_NAMES:
                yield owned["name"]
    yield from filter(None, (node.labels.get("alpha.eksctl.io/cluster-name", "") for node in seen.nodes))


def _regions(seen: Observations) -> Iterator[str]:
    for pattern, texts in (
        (_REGION_IN_ARN, (one.arn for one in seen.clusters)),
        (_REGION_IN_HOST, (*(one.endpoint for one in seen.clusters), seen.server)),
    ):
        yield from (found["region"] for text in texts if (found := pattern.match(text)))
    yield from filter(None, (node.labels.get("topology.kubernetes.io/region", "") for node in seen.nodes))
    zones = (
        *(one.zone for one in seen.subnets),
        *(node.labels.get("topology.kubernetes.io/zone", "") for node in seen.nodes),
        *(instance.zone for group in seen.auto_scaling_groups for instance in group.instances),
    )
    yield from (found["region"] for zone in zones if (found := _REGION_OF_ZONE.fullmatch(zone)))


def _minors(seen: Observations) -> Iterator[str]:
    texts: Iterable[str] = (
        *(one.version for one in seen.clusters),
        *(one.version for one in seen.node_groups),
        *(node.status.info.kubelet for node in seen.nodes),
    )
    yield from (found["minor"] for text in texts if (found := _MINOR.fullmatch(text)))


def _network(result: Imported, about: Gathered) -> None:
    """The private subnets of the GPU nodes, or of all nodes where there are none."""
    cluster = next(iter(about.seen.clusters), None)
    if cluster is not None and cluster.vpc.id:
        result.put("network.vpc_id", cluster.vpc.id)
    used = [subnet for group in about.seen.node_groups for subnet in group.subnets]
    public = {one.id for one in about.seen.subnets if one.public}
    others = list(cluster.vpc.subnets) if cluster is not None else []
    wanted = [*used, *(subnet for subnet in others if subnet not in public)]
    found: dict[str, str] = {}
    for subnet in dict.fromkeys(wanted):
        zone = about.zones.get(subnet)
        if zone is None:
            result.left(subnet, "write this subnet at its zone, which is not in the answers", "network")
        elif subnet in public:
            result.left(subnet, "this subnet is public; eks-gpu puts nodes into private subnets only", "network")
        else:
            found.setdefault(zone, subnet)
    if found:
        result.put("network.private_subnets", found)
    else:
        reason = "the subnets and their zones are not in the answers; write `network` with `private_subnets`"
        result.left("", reason, "network")


def _programs(result: Imported, seen: Observations) -> None:
    """Programs that others run already, of which a second one would be in the way."""
    if not result.get("existing_cluster"):
        return
    if any(_PLUGIN.search(_images(one)) and "gpu-feature-discovery" not in one.name for one in seen.daemon_sets):
        result.put("device_plugin", "existing")
    if any(_EFA_PLUGIN in f"{one.name} {_images(one)}" for one in seen.daemon_sets):
        result.put("efa_plugin", "existing")
    scalers = [one for one in seen.deployments if "cluster-autoscaler" in f"{one.name} {_images(one)}"]
    if "Deployment" in seen.listed and not scalers:
        result.put("autoscaler.kind", "cluster-autoscaler")


def _images(one: Controller) -> str:
    return " ".join(container.image for container in one.containers)
