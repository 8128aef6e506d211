"""NVIDIA's exporter of GPU metrics."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct, config_map_v1, service_v1
from eks_gpu.design.platform import requests
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.platform.daemon_set import NAMESPACE, daemon_set
from eks_gpu.kubernetes.structs import resource

if TYPE_CHECKING:
    from eks_gpu.design.monitoring.dcgm_exporter import DcgmExporterDesign

NAME = "dcgm-exporter"
PORT = 9400
_FILE = "counters.csv"
_FOLDER = "/etc/eks-gpu"
_SOCKET = "/var/lib/kubelet/pod-resources"
# A container with this mount gets every GPU of the node, if the runtime reads mounts as a list of devices (NVIDIA's
# proposal of 2019, which Bottlerocket follows); elsewhere the mount has no meaning.
_ALL_DEVICES = "/var/run/nvidia-container-devices/all"
# Annotations for scrapers that use them; those of an operator find the Service.
_SCRAPED = {"prometheus.io/scrape": "true", "prometheus.io/port": str(PORT), "prometheus.io/path": "/metrics"}
_ENVIRONMENT = {
    # Pods by kubelet's own list of who has which GPU; no call to the Kubernetes API, so no account and no role.
    "DCGM_EXPORTER_KUBERNETES": "true",
    "DCGM_EXPORTER_LISTEN": f":{PORT}",
    "DCGM_EXPORTER_COLLECTORS": f"{_FOLDER}/{_FILE}",
    # As often as the usual scrape, instead of every 30 seconds.
    "DCGM_EXPORTER_INTERVAL": "15000",
    "NVIDIA_VISIBLE_DEVICES": "all",
    "NVIDIA_DRIVER_CAPABILITIES": "compute,utility",
}
# One series for each pod of a shared GPU, and not of the last one alone. Off for whole GPUs: with it the exporter
# splits DCGM_FI_DEV_GPU_UTIL and DCGM_FI_DEV_FB_USED by the processes of pods, of which it sees none from its own PID
# namespace, and gives each pod 0 next to the GPU's true value (its `process_metrics.go`, since 4.5).
_OF_SHARED_GPUS = {"KUBERNETES_VIRTUAL_GPUS": "true"}


class DcgmExporter(Construct):
    """The DaemonSet that says what every GPU does and for which pod, at port 9400 of each GPU node.

    It runs on the nodes of the GPU groups and nowhere else, and tolerates each of their taints. It is root, because
    kubelet's socket is root's, and without a capability, but for profiling: the driver gives profiling counters to
    CAP_SYS_ADMIN only (NVIDIA/dcgm-exporter, its Dockerfile and `capabilities.go`).
    """

    def __init__(self, scope: Construct, id: str, design: DcgmExporterDesign) -> None:
        """Create the list of counters, the DaemonSet and the headless Service."""
        super().__init__(scope, id)
        counters = config_map_v1.ConfigMapV1(
            self,
            "counters",
            metadata=config_map_v1.ConfigMapV1Metadata(name=NAME, namespace=NAMESPACE, labels=labels(NAME)),
            data={_FILE: design.counters},
        )
        # A new file restarts the pods: the exporter also reads the file while it runs, but then does not ask again
        # which profiling counters exist (its `app.go`, `hotReload`).
        annotations = {**_SCRAPED, "eks-gpu.io/counters": hashlib.sha256(design.counters.encode()).hexdigest()[:16]}
        self.resource = daemon_set(
            self,
            NAME,
            groups=design.groups,
            tolerated=design.tolerations,
            pod=_pod(design),
            annotations=annotations,
            at_once="25%",
            after=[counters],
        )
        resource(
            self,
            "service",
            service_v1,
            "ServiceV1",
            metadata={"name": NAME, "namespace": NAMESPACE, "labels": labels(NAME)},
            # Without an address: a scrape must reach every node, not one of them.
            spec={
                "cluster_ip": "None",
                "selector": labels(NAME),
                "port": [{"name": "metrics", "port": PORT, "target_port": "metrics"}],
            },
            wait_for_load_balancer=False,
        )


def _pod(design: DcgmExporterDesign) -> dict[str, Any]:
    volumes: list[dict[str, Any]] = [
        {"name": "counters", "config_map": {"name": NAME}},
        {"name": "pod-resources", "host_path": {"path": _SOCKET, "type": "Directory"}},
    ]
    if design.devices_by_mount:
        volumes.append({"name": "devices", "host_path": {"path": "/dev/null", "type": "CharDevice"}})
    return {
        "container": [_container(design)],
        "priority_class_name": "system-node-critical",
        "automount_service_account_token": False,
        "enable_service_links": False,
        "volume": volumes,
    }


def _container(design: DcgmExporterDesign) -> dict[str, Any]:
    environment = {**_ENVIRONMENT, **(_OF_SHARED_GPUS if design.shared else {})}
    if design.resources:
        # Only where shares are renamed, so that other clusters see no plan.
        environment["NVIDIA_RESOURCE_NAMES"] = ",".join(design.resources)
    mounts = [
        {"name": "counters", "mount_path": _FOLDER, "read_only": True},
        {"name": "pod-resources", "mount_path": _SOCKET, "read_only": True},
    ]
    if design.devices_by_mount:
        mounts.append({"name": "devices", "mount_path": _ALL_DEVICES, "read_only": True})
    return {
        "name": NAME,
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        "env": [
            *({"name": name, "value": value} for name, value in environment.items()),
            {"name": "NODE_NAME", "value_from": {"field_ref": {"field_path": "spec.nodeName"}}},
        ],
        "port": [{"name": "metrics", "container_port": PORT, "protocol": "TCP"}],
        # DCGM needs some time for its first reading of eight GPUs.
        "liveness_probe": _probe(initial_delay_seconds=45, failure_threshold=6),
        "readiness_probe": _probe(initial_delay_seconds=15, failure_threshold=3),
        # Requests of NVIDIA's chart; its memory limit of 512Mi is doubled, because eight GPUs cut into slices with
        # profiling reach it, and a killed exporter is silence. CPU has no limit.
        "resources": {"requests": requests.DCGM_EXPORTER.quantities(), "limits": {"memory": "1Gi"}},
        # The root file system stays writable: hooks of NVIDIA's runtime write into it.
        "security_context": {
            "run_as_user": "0",
            "run_as_non_root": False,
            "allow_privilege_escalation": False,
            "capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"] if design.profiling else None},
        },
        "volume_mount": mounts,
    }


def _probe(*, initial_delay_seconds: int, failure_threshold: int) -> dict[str, Any]:
    return {
        "http_get": {"path": "/health", "port": "metrics"},
        "initial_delay_seconds": initial_delay_seconds,
        "period_seconds": 10,
        "timeout_seconds": 5,
        "failure_threshold": failure_threshold,
    }
