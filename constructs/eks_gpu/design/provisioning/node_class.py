"""The machines of a node pool: Karpenter's EC2NodeClass, or Auto Mode's NodeClass.

Ids that only Terraform knows are not in here: `ClassIds` says which of them the release adds (`local_chart`). Karpenter
finds nothing by the tags of others.

Auto Mode publishes no schema of its NodeClass. The fields are those of the EKS user guide, "Create a Node Class for
Amazon EKS" (node class specification), and of its pages on capacity reservations and certificate bundles.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from eks_gpu.design.nodes.groups import instance_tags
from eks_gpu.design.provisioning import names
from eks_gpu.design.provisioning.amis import alias
from eks_gpu.design.provisioning.machine_data import kubelet, user_data
from eks_gpu.design.provisioning.node_pool import AUTO_CLASS, KARPENTER_CLASS
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.spec import ClusterSpec

# Bottlerocket's volume for the system; Karpenter's own size (`pkg/providers/amifamily/bottlerocket.go`).
_OS_GIB = 4


@dataclass(frozen=True)
class ClassIds:
    """Ids that a class of nodes needs and only Terraform knows.

    Attributes:
        name: Name of the class.
        zones: Zones of whose private subnets it takes the ids.
        efa: Whether its nodes are also in the security group of EFA, where the cluster has one.
    """

    name: str
    zones: tuple[str, ...]
    efa: bool


def class_ids(pool: NodePoolDesign) -> ClassIds:
    """The ids that the class of a pool needs."""
    return ClassIds(pool.name, pool.zones, pool.efa is not None and pool.efa.own_security_group)


def node_class(spec: ClusterSpec, pool: NodePoolDesign, unproxied: tuple[str, ...]) -> dict[str, Any]:
    """The object, without the ids.

    Args:
        spec: The declaration.
        pool: The pool.
        unproxied: Everything that its nodes reach without a proxy.
    """
    group, kind = AUTO_CLASS if pool.auto else KARPENTER_CLASS
    made = _of_auto_mode(spec, pool, unproxied) if pool.auto else _of_karpenter(spec, pool, unproxied)
    written = {key: value for key, value in made.items() if value not in (None, "", {}, [])}
    return {"apiVersion": f"{group}/v1", "kind": kind, "metadata": {"name": pool.name}, "spec": written}


def _of_karpenter(spec: ClusterSpec, pool: NodePoolDesign, unproxied: tuple[str, ...]) -> dict[str, Any]:
    return {
        "instanceProfile": names.node_role(spec.name, spec.region),
        "amiSelectorTerms": [{"alias": alias(pool)}],
        "blockDeviceMappings": _volumes(spec, pool),
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpProtocolIPv6": "disabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": pool.machine.metadata_hop_limit or 1,
        },
        "kubelet": kubelet(pool),
        "userData": user_data(pool, unproxied),
        "tags": _tags(spec, pool),
        "instanceStorePolicy": "RAID0" if pool.spec.local_storage == "raid0" else None,
        "capacityReservationSelectorTerms": _reservations(pool),
        "networkInterfaces": [
            {"networkCardIndex": one.card, "deviceIndex": one.device, "interfaceType": one.type}
            for one in (pool.efa.interfaces if pool.efa else ())
        ],
        "placementGroupSelector": {"name": names.placement_group(spec.name, pool.name)} if pool.efa else None,
    }


def _of_auto_mode(spec: ClusterSpec, pool: NodePoolDesign, unproxied: tuple[str, ...]) -> dict[str, Any]:
    proxy = pool.machine.http_proxy
    return {
        "role": names.node_role(spec.name, spec.region),
        "ephemeralStorage": {
            "size": f"{pool.disk.gib}Gi",
            "iops": pool.disk.iops,
            "throughput": pool.disk.throughput_mibs,
            **({"kmsKeyID": spec.encryption.volumes_key_arn} if spec.encryption.volumes_key_arn else {}),
        },
        "advancedNetworking": {"httpsProxy": proxy.url, "noProxy": list(unproxied)} if proxy else None,
        "certificateBundles": [
            {"name": name, "data": base64.b64encode(text.strip().encode() + b"\n").decode()}
            for name, text in sorted(pool.machine.ca_certificates.items())
        ],
        "tags": _tags(spec, pool),
        "capacityReservationSelectorTerms": _reservations(pool),
    }


def _volumes(spec: ClusterSpec, pool: NodePoolDesign) -> list[dict[str, Any]]:
    key = spec.encryption.volumes_key_arn
    common = {
        "volumeType": "gp3",
        "encrypted": True,
        "deleteOnTermination": True,
        **({"kmsKeyID": key} if key else {}),
    }
    data = {
        "volumeSize": f"{pool.disk.gib}Gi",
        "iops": pool.disk.iops,
        "throughput": pool.disk.throughput_mibs,
        **common,
    }
    if pool.os != "bottlerocket":
        return [{"deviceName": "/dev/xvda", "ebs": data}]
    return [
        {"deviceName": "/dev/xvda", "ebs": {"volumeSize": f"{_OS_GIB}Gi", **common}},
        {"deviceName": "/dev/xvdb", "ebs": data},
    ]


def _tags(spec: ClusterSpec, pool: NodePoolDesign) -> dict[str, str]:
    return dict(sorted(instance_tags(spec, pool.name, pool.machine.tags).items()))


def _reservations(pool: NodePoolDesign) -> list[dict[str, Any]]:
    return [{"id": one} for one in pool.spec.capacity_reservations] if "reserved" in pool.capacity else []
