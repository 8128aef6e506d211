"""Settings of machines as both operating systems read them: NodeConfig and a script for AL2023, TOML for Bottlerocket.

NodeConfig is that of nodeadm (awslabs/amazon-eks-ami, `nodeadm/api/v1alpha1/nodeconfig_types.go`, 2026-07); containerd
looks for mirrors below /etc/containerd/certs.d (its `config.template.toml`). Scripts run between its two services,
before containerd and kubelet start (`nodeadm-run.service` is after cloud-final). Bottlerocket's settings are those of
bottlerocket.dev, "API settings reference" 1.54.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, TypeVar

from eks_gpu.spec import CreatedNetworkSpec
from eks_gpu.spec.model import SpecModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.spec import (
        ClusterSpec,
        GpuNodePoolSpec,
        KubeletSpec,
        NodeSettingsSpec,
        NodesSpec,
        RegistryMirrorSpec,
        ReservedSpec,
    )

M = TypeVar("M", bound=SpecModel)
# The node itself, instance metadata, the cluster's API (whose endpoint is private in the VPC), names of EC2.
_NEVER_BY_PROXY = ("localhost", "127.0.0.1", "169.254.169.254", ".internal", ".eks.amazonaws.com", ".svc")
# Blocks of Services that EKS chooses from (EKS user guide, "View Amazon EKS networking requirements").
_SERVICES = ("10.100.0.0/16", "172.20.0.0/16")
_UPSTREAM = {"docker.io": "https://registry-1.docker.io"}
_END = "EKS_GPU"


def node_settings(spec: ClusterSpec, nodes: NodesSpec | GpuNodePoolSpec) -> NodeSettingsSpec:
    """The settings of a group or pool: its own over those of `defaults`, field by field."""
    return over(spec.defaults.nodes, nodes.nodes)


def over(below: M, above: M) -> M:
    """Both models, with the fields that the upper one sets; mappings and models in them are merged."""
    found: dict[str, Any] = {}
    for name in above.model_fields_set:
        lower, upper = getattr(below, name), getattr(above, name)
        if isinstance(lower, SpecModel) and isinstance(upper, SpecModel):
            found[name] = over(lower, upper)
        elif isinstance(lower, dict) and isinstance(upper, dict):
            found[name] = {**lower, **upper}
        else:
            found[name] = upper
    return below.model_copy(update=found)


def no_proxy(spec: ClusterSpec, network: NetworkDesign, settings: NodeSettingsSpec) -> tuple[str, ...]:
    """Everything that nodes reach without their proxy."""
    own = spec.network.cidr if isinstance(spec.network, CreatedNetworkSpec) else None
    endpoints = (*network.gateway_endpoints, *network.interface_endpoints)
    # `ecr.api` is reached as api.ecr.<region>.amazonaws.com.
    hosts = (f"{'.'.join(reversed(name.split('.')))}.{spec.region}.amazonaws.com" for name in endpoints)
    wanted = settings.http_proxy.no_proxy if settings.http_proxy else ()
    return tuple(dict.fromkeys([*_NEVER_BY_PROXY, *([own] if own else []), *_SERVICES, *hosts, *wanted]))


def node_config(settings: NodeSettingsSpec, unproxied: tuple[str, ...]) -> dict[str, Any]:
    """The `spec` of a NodeConfig; empty without settings for it."""
    config: dict[str, Any] = {}
    kubelet = _kubelet_config(settings.kubelet)
    if kubelet:
        config["kubelet"] = {"config": kubelet}
    if settings.http_proxy:
        url, without = settings.http_proxy.url, ",".join(unproxied)
        upper = {"HTTP_PROXY": url, "HTTPS_PROXY": url, "NO_PROXY": without}
        # `default` reaches every service of systemd; programs differ in the case they look for.
        environment = {**upper, **{name.lower(): value for name, value in upper.items()}}
        config["instance"] = {"environment": {"default": environment}}
    return config


def setup_script(settings: NodeSettingsSpec) -> str:
    """The script that an AL2023 node runs at its first boot before kubelet; empty if there is nothing to do."""
    steps = [
        *_certificates(settings.ca_certificates),
        *_mirrors(settings.registry_mirrors),
        *_sysctls(settings.sysctls),
    ]
    return "".join(["#!/bin/bash\nset -o errexit -o nounset -o pipefail\n", *steps]) if steps else ""


def rocket_settings(settings: NodeSettingsSpec, unproxied: tuple[str, ...]) -> dict[str, Any]:
    """Settings for Bottlerocket; empty without any."""
    found: dict[str, Any] = {}
    kubernetes = _kubelet_settings(settings.kubelet)
    if kubernetes:
        found["kubernetes"] = kubernetes
    if settings.http_proxy:
        found["network"] = {"https-proxy": settings.http_proxy.url, "no-proxy": list(unproxied)}
    if settings.ca_certificates:
        found["pki"] = {
            name: {"data": base64.b64encode(text.strip().encode() + b"\n").decode(), "trusted": True}
            for name, text in sorted(settings.ca_certificates.items())
        }
    if settings.registry_mirrors:
        mirrors = [{"registry": one.registry, "endpoint": list(one.endpoints)} for one in settings.registry_mirrors]
        found["container-registry"] = {"mirrors": mirrors}
    if settings.sysctls:
        found["kernel"] = {"sysctl": dict(sorted(settings.sysctls.items()))}
    return found


def _kubelet_config(spec: KubeletSpec) -> dict[str, Any]:
    """Kubelet's own configuration; nodeadm merges it with its defaults."""
    written = {
        "maxPods": spec.max_pods,
        "kubeReserved": _reserved(spec.kube_reserved),
        "systemReserved": _reserved(spec.system_reserved),
        "evictionHard": _evictions(spec),
        "cpuManagerPolicy": spec.cpu_manager_policy,
        "topologyManagerPolicy": spec.topology_manager_policy,
        "imageGCHighThresholdPercent": spec.image_gc_high_percent,
        "imageGCLowThresholdPercent": spec.image_gc_low_percent,
        "podPidsLimit": spec.pod_pids_limit,
        "containerLogMaxSize": spec.container_log_max_size,
        "containerLogMaxFiles": spec.container_log_max_files,
        "allowedUnsafeSysctls": list(spec.allowed_unsafe_sysctls),
    }
    return {name: value for name, value in written.items() if value not in (None, {}, [])}


def _kubelet_settings(spec: KubeletSpec) -> dict[str, Any]:
    written = {
        "max-pods": spec.max_pods,
        "kube-reserved": _reserved(spec.kube_reserved),
        "system-reserved": _reserved(spec.system_reserved),
        "eviction-hard": _evictions(spec),
        "cpu-manager-policy": spec.cpu_manager_policy,
        "topology-manager-policy": spec.topology_manager_policy,
        # These two are text there.
        "image-gc-high-threshold-percent": _text(spec.image_gc_high_percent),
        "image-gc-low-threshold-percent": _text(spec.image_gc_low_percent),
        "pod-pids-limit": spec.pod_pids_limit,
        "container-log-max-size": spec.container_log_max_size,
        "container-log-max-files": spec.container_log_max_files,
        "allowed-unsafe-sysctls": list(spec.allowed_unsafe_sysctls),
    }
    return {name: value for name, value in written.items() if value not in (None, {}, [])}


def _reserved(spec: ReservedSpec) -> dict[str, str]:
    written = {"cpu": spec.cpu, "memory": spec.memory, "ephemeral-storage": spec.ephemeral_storage}
    return {name: value for name, value in written.items() if value}


def _evictions(spec: KubeletSpec) -> dict[str, str]:
    """Kubelet's thresholds: all of them, because one by itself leaves the others unset."""
    others = {"nodefs.available": "10%", "nodefs.inodesFree": "5%"}
    return {"memory.available": spec.eviction_memory, **others} if spec.eviction_memory else {}


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _certificates(certificates: Mapping[str, str]) -> Iterator[str]:
    for name, text in sorted(certificates.items()):
        yield _file(f"/etc/pki/ca-trust/source/anchors/eks-gpu-{name}.pem", text.strip() + "\n")
    if certificates:
        yield "update-ca-trust\n"


def _mirrors(mirrors: tuple[RegistryMirrorSpec, ...]) -> Iterator[str]:
    """A file for each registry (containerd's `docs/hosts.md`); below a path the mirror's API root is that path."""
    for one in mirrors:
        folder = f"/etc/containerd/certs.d/{one.registry}"
        lines = [f'server = "{_UPSTREAM.get(one.registry, f"https://{one.registry}")}"\n']
        for endpoint in one.endpoints:
            url = endpoint.rstrip("/")
            below = "/" in url.partition("://")[2]
            lines.append(f'\n[host."{url}"]\n  capabilities = ["pull", "resolve"]\n')
            lines.extend(["  override_path = true\n"] if below else [])
        yield f"mkdir -p '{folder}'\n{_file(f'{folder}/hosts.toml', ''.join(lines))}"


def _sysctls(parameters: Mapping[str, str]) -> Iterator[str]:
    if parameters:
        text = "".join(f"{name} = {value}\n" for name, value in sorted(parameters.items()))
        yield f"{_file('/etc/sysctl.d/99-eks-gpu.conf', text)}sysctl --load /etc/sysctl.d/99-eks-gpu.conf\n"


def _file(path: str, text: str) -> str:
    """The line of a script that writes a file; no allowed value contains the line that ends it."""
    return f"cat > '{path}' <<'{_END}'\n{text}{_END}\n"
