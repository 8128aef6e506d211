"""Settings of the device plugin by node: a ConfigMap, and the program that picks one of them by the node's label."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import (
    Construct,
    cluster_role_binding_v1,
    cluster_role_v1,
    config_map_v1,
    service_account_v1,
)
from eks_gpu.design.nodes.gpu_groups import PLUGIN_CONFIG_LABEL
from eks_gpu.design.platform import requests
from eks_gpu.design.platform.plugin_config import DEFAULT_CONFIG
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.workloads.containers import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design.platform.device_plugin import DevicePluginDesign

NAME, NAMESPACE = "nvidia-device-plugin", "kube-system"
CONFIG_MAP = f"{NAME}-configs"
# Where the programs of one pod find what was picked for its node.
CONFIG_FILE = "/config/config.yaml"
_AVAILABLE = "/available-configs"
_SIGHUP = "1"


class PluginConfigs(Construct):
    """The ConfigMap with a key a group, and leave to read nodes: their labels say which key is theirs.

    Attributes:
        resources: Objects that must exist before the plugin starts; without permission to read nodes it waits forever.
    """

    def __init__(self, scope: Construct, id: str, design: DevicePluginDesign) -> None:
        """Create the ConfigMap, the service account and its role."""
        super().__init__(scope, id)
        self.resources: list[ITerraformDependable] = [
            config_map_v1.ConfigMapV1(
                self,
                "config-map",
                metadata=config_map_v1.ConfigMapV1Metadata(name=CONFIG_MAP, namespace=NAMESPACE, labels=labels(NAME)),
                data=dict(design.configs),
            ),
            service_account_v1.ServiceAccountV1(
                self,
                "service-account",
                metadata=service_account_v1.ServiceAccountV1Metadata(
                    name=NAME, namespace=NAMESPACE, labels=labels(NAME)
                ),
            ),
            *self._access(),
        ]

    def _access(self) -> list[ITerraformDependable]:
        """It lists and watches nodes by name (`cmd/config-manager/main.go`); a role cannot narrow that to one."""
        group = "rbac.authorization.k8s.io"
        role = cluster_role_v1.ClusterRoleV1(
            self,
            "cluster-role",
            metadata=cluster_role_v1.ClusterRoleV1Metadata(name=NAME, labels=labels(NAME)),
            rule=[
                cluster_role_v1.ClusterRoleV1Rule(api_groups=[""], resources=["nodes"], verbs=["get", "list", "watch"])
            ],
        )
        binding = cluster_role_binding_v1.ClusterRoleBindingV1(
            self,
            "cluster-role-binding",
            metadata=cluster_role_binding_v1.ClusterRoleBindingV1Metadata(name=NAME, labels=labels(NAME)),
            role_ref=cluster_role_binding_v1.ClusterRoleBindingV1RoleRef(
                api_group=group, kind="ClusterRole", name=NAME
            ),
            subject=[
                cluster_role_binding_v1.ClusterRoleBindingV1Subject(
                    kind="ServiceAccount", name=NAME, namespace=NAMESPACE
                )
            ],
        )
        return [role, binding]


def config_manager(name: str, image: str, *, signal: str | None) -> dict[str, Any]:
    """The container that links a node's settings to where the plugin reads them.

    Args:
        name: Name of the container.
        image: Image of the device plugin, which contains the manager.
        signal: The program to tell when the node's label changes, for as long as the pod runs; None links once and
            ends, before anything else of the pod starts.
    """
    once = signal is None
    variables = {
        "ONESHOT": str(once).lower(),
        "NODE_LABEL": PLUGIN_CONFIG_LABEL,
        "CONFIG_FILE_SRCDIR": _AVAILABLE,
        "CONFIG_FILE_DST": CONFIG_FILE,
        "DEFAULT_CONFIG": DEFAULT_CONFIG,
        "SEND_SIGNAL": str(not once).lower(),
        **({"SIGNAL": _SIGHUP, "PROCESS_TO_SIGNAL": signal} if signal is not None else {}),
    }
    return {
        "name": name,
        "image": image,
        "image_pull_policy": "IfNotPresent",
        "command": ["config-manager"],
        "env": [
            {"name": "NODE_NAME", "value_from": {"field_ref": {"field_path": "spec.nodeName"}}},
            *(environment(variables.items()) or ()),
        ],
        "resources": {"requests": requests.CONFIG_MANAGER.quantities()},
        # It needs no capability to signal the plugin: both are root's.
        "security_context": {"allow_privilege_escalation": False, "capabilities": {"drop": ["ALL"]}},
        "volume_mount": config_mounts(),
    }


def config_mounts() -> list[dict[str, Any]]:
    """Where containers find the settings: all of them, and a link to the node's."""
    return [
        {"name": "available-configs", "mount_path": _AVAILABLE, "read_only": True},
        {"name": "config", "mount_path": "/config"},
    ]


def config_volumes() -> list[dict[str, Any]]:
    """The volumes behind those."""
    return [
        {"name": "available-configs", "config_map": {"name": CONFIG_MAP}},
        {"name": "config", "empty_dir": {}},
    ]


def fingerprint(configs: Mapping[str, str]) -> dict[str, str]:
    """An annotation for pods: the plugin reads its settings when it starts, and notices no other text under its key."""
    text = json.dumps(dict(configs), sort_keys=True)
    return {"eks-gpu.io/configs": hashlib.sha256(text.encode()).hexdigest()[:16]}
