"""Objects of the Gateway API, from which the AWS Load Balancer Controller makes Application Load Balancers.

Terraform's Kubernetes provider has no type for them, and their definitions may not exist at plan, so they are applied
as a synthesized chart. Two parties define these kinds: the controller's chart brings `gateway.k8s.aws`, and the file
brings `gateway.networking.k8s.io` (docs/guide/gateway/gateway.md of kubernetes-sigs/aws-load-balancer-controller). The
controller looks for both when it starts, and without them makes no load balancer (pkg/gateway/crddetect).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.exposure import (
    HEALTHY,
    admitted,
    health_check,
    idle_seconds,
    served_ports,
    subnets_of,
)
from eks_gpu.spec import ExposeSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design.charts.documents import Plain
    from eks_gpu.design.charts.objects import KubernetesObject
    from eks_gpu.spec import ClusterSpec, ExposeTlsSpec, WorkloadSpec

GATEWAY_GROUP = "gateway.networking.k8s.io"
_API, _AWS_API = f"{GATEWAY_GROUP}/v1", "gateway.k8s.aws/v1"
# Not `alb`, because the cluster may have a class of that name from elsewhere, and Helm refuses to take it over.
GATEWAY_CLASS = "eks-gpu-alb"
# Kinds that the controller must find to serve Gateways (pkg/gateway/crddetect/gateway_feature_flags.go, `albKinds`).
NEEDED_KINDS = ("Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute")


def is_gateway(spec: WorkloadSpec) -> bool:
    """Whether the workload has a Gateway."""
    return isinstance(spec.expose, ExposeSpec) and spec.expose.kind == "gateway"


def gateway_class() -> Plain:
    """The class that ties Gateways to the controller."""
    return {
        "apiVersion": _API,
        "kind": "GatewayClass",
        "metadata": {"name": GATEWAY_CLASS},
        "spec": {"controllerName": "gateway.k8s.aws/alb"},
    }


def gateway_objects(cluster: ClusterSpec, spec: WorkloadSpec) -> Iterator[Plain]:
    """The objects of a workload with a Gateway; none without a port to send requests to."""
    exposed, ports = spec.expose, served_ports(spec)
    if not isinstance(exposed, ExposeSpec) or exposed.kind != "gateway" or not ports:
        return
    port = exposed.port or next(iter(ports))
    yield _object(spec, _AWS_API, "LoadBalancerConfiguration", _balancer(cluster, exposed))
    yield _object(spec, _AWS_API, "TargetGroupConfiguration", _targets(spec, exposed, ports.get(port, port)))
    yield _object(spec, _API, "Gateway", _gateway(spec, exposed))
    backend = {"backendRefs": [{"name": spec.name, "port": port}]}
    matched = {"matches": [{"path": {"type": "PathPrefix", "value": exposed.path}}]}
    yield _object(spec, _API, "HTTPRoute", _route(spec, exposed, {**matched, **backend}, "https"))
    if exposed.tls:
        redirected = {"scheme": "https", "port": 443, "statusCode": 301}
        rule = {"filters": [{"type": "RequestRedirect", "requestRedirect": redirected}]}
        yield _object(spec, _API, "HTTPRoute", _route(spec, exposed, rule, "http"), "-redirect")


def defined_kinds(objects: Iterable[KubernetesObject]) -> frozenset[str]:
    """Kinds of the Gateway API that these objects define in version v1."""
    found = set()
    for item in objects:
        spec = item.plain.get("spec") if item.is_definition else None
        if not isinstance(spec, dict) or spec.get("group") != GATEWAY_GROUP:
            continue
        names, versions = spec.get("names"), spec.get("versions")
        served = any(
            isinstance(one, dict) and one.get("name") == "v1" and one.get("served") is True
            for one in (versions if isinstance(versions, list) else ())
        )
        if served and isinstance(names, dict):
            found.add(str(names.get("kind")))
    return frozenset(found)


def _object(spec: WorkloadSpec, version: str, kind: str, content: dict[str, Any], suffix: str = "") -> Plain:
    metadata: dict[str, Plain] = {
        "name": spec.name + suffix,
        "namespace": spec.namespace,
        # Helm says itself who manages the object.
        "labels": {"app.kubernetes.io/name": spec.name},
    }
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": content}


def _gateway(spec: WorkloadSpec, exposed: ExposeSpec) -> dict[str, Any]:
    listeners: list[dict[str, Any]] = [{"name": "http", "protocol": "HTTP", "port": 80}]
    if exposed.tls:
        # The listener's host is what the controller looks in ACM for, where no certificate is named.
        host = {"hostname": exposed.host} if exposed.host else {}
        listeners.append({"name": "https", "protocol": "HTTPS", "port": 443, **host})
    reference = {"group": "gateway.k8s.aws", "kind": "LoadBalancerConfiguration", "name": spec.name}
    return {
        "gatewayClassName": GATEWAY_CLASS,
        "infrastructure": {"parametersRef": reference},
        "listeners": [{**one, "allowedRoutes": {"namespaces": {"from": "Same"}}} for one in listeners],
    }


def _route(spec: WorkloadSpec, exposed: ExposeSpec, rule: dict[str, Any], listener: str) -> dict[str, Any]:
    parent = {"name": spec.name, "sectionName": listener if exposed.tls else "http"}
    hosts = {"hostnames": [exposed.host]} if exposed.host else {}
    return {"parentRefs": [parent], **hosts, "rules": [rule]}


def _balancer(cluster: ClusterSpec, exposed: ExposeSpec) -> dict[str, Any]:
    subnets, clients = subnets_of(cluster, exposed), admitted(cluster, exposed)
    return {
        "scheme": exposed.scheme,
        "loadBalancerAttributes": [_attribute("idle_timeout.timeout_seconds", str(idle_seconds(exposed)))],
        **({"loadBalancerSubnets": [{"identifier": subnet} for subnet in subnets]} if subnets else {}),
        **({"sourceRanges": list(clients)} if clients else {}),
        **({"listenerConfigurations": [_listener(exposed.tls)]} if exposed.tls else {}),
    }


def _listener(tls: ExposeTlsSpec) -> dict[str, Any]:
    first, *others = tls.certificate_arns or (None,)
    return {
        "protocolPort": "HTTPS:443",
        "sslPolicy": tls.policy,
        **({"defaultCertificate": first} if first else {}),
        **({"certificates": others} if others else {}),
    }


def _targets(spec: WorkloadSpec, exposed: ExposeSpec, target: int) -> dict[str, Any]:
    health = health_check(spec, exposed, target)
    port = {"healthCheckPort": str(health.port)} if health.port else {}
    asked = {"healthCheckPath": health.path, "matcher": {"httpCode": HEALTHY}, **port}
    given = {
        "targetType": "ip",
        # Answers take as long as they are, so the next request goes to the pod with the fewest open ones.
        "targetGroupAttributes": [_attribute("load_balancing.algorithm.type", "least_outstanding_requests")],
        **({"healthCheckConfig": asked} if health.path else {}),
    }
    return {"targetReference": {"name": spec.name}, "defaultConfiguration": given}


def _attribute(key: str, value: str) -> dict[str, str]:
    return {"key": key, "value": value}
