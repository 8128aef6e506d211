"""Load balancers in front of workloads.

EKS's own controller, which is always there, creates the load balancer of `expose: internal`. The AWS Load Balancer
Controller creates all others, and registers the pods' own addresses as targets; with nodes as targets, requests would
take another hop, and would break when a GPU node that they pass goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.access import private_cidrs
from eks_gpu.design.nodes.groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.spec import CreatedNetworkSpec, ExposeSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.spec import ClusterSpec, ExposeTlsSpec, WorkloadSpec

_SERVICE = "service.beta.kubernetes.io/aws-load-balancer-"
_INGRESS = "alb.ingress.kubernetes.io/"
# Names in the controller's chart (values.yaml: ingressClass, loadBalancerClass).
INGRESS_CLASS = "alb"
LOAD_BALANCER_CLASS = "service.k8s.aws/nlb"
# AWS's default of 60 seconds is shorter than many a generated answer that is sent whole.
_IDLE_SECONDS = 600
# Answers that a probe of Kubernetes accepts; a load balancer accepts only 200 otherwise.
HEALTHY = "200-399"
EVERYONE = "0.0.0.0/0"


@dataclass(frozen=True)
class LoadBalancerDesign:
    """A Network Load Balancer in front of a Service.

    Attributes:
        annotations: Annotations for its controller.
        source_ranges: Address blocks that may reach it; empty for all that can.
        load_balancer_class: Class of the AWS Load Balancer Controller; None for EKS's own controller.
    """

    annotations: Mapping[str, str]
    source_ranges: tuple[str, ...]
    load_balancer_class: str | None = None


@dataclass(frozen=True)
class IngressDesign:
    """An Application Load Balancer in front of a Service.

    Attributes:
        annotations: Annotations for the AWS Load Balancer Controller.
        host: Host name of its rule; None for every host.
        path: Beginning of the paths of its rule.
        port: Port of the Service.
        group: Name of the load balancer that several Ingresses share; None for one of its own.
    """

    annotations: Mapping[str, str]
    host: str | None
    path: str
    port: int
    group: str | None = None


@dataclass(frozen=True)
class HealthCheck:
    """How a load balancer asks a pod whether it answers.

    Attributes:
        path: HTTP path; None if it only connects.
        port: Port of the pod, where it is not the one that gets the requests.
    """

    path: str | None
    port: int | None


def design_load_balancer(cluster: ClusterSpec, spec: WorkloadSpec) -> LoadBalancerDesign | None:
    """The load balancer of the workload's Service; None if it has none."""
    if isinstance(spec.expose, ExposeSpec):
        return _network_balancer(cluster, spec, spec.expose) if spec.expose.kind == "nlb" else None
    return _internal(cluster, spec) if spec.expose == "internal" else None


def design_ingress(cluster: ClusterSpec, spec: WorkloadSpec) -> IngressDesign | None:
    """The Ingress of the workload; None if it has none, or no port to send requests to."""
    exposed, ports = spec.expose, served_ports(spec)
    if not isinstance(exposed, ExposeSpec) or exposed.kind != "ingress" or not ports:
        return None
    port = exposed.port or next(iter(ports))
    target = ports.get(port, port)
    annotations = {
        "scheme": exposed.scheme,
        "target-type": "ip",
        **_listeners(exposed.tls),
        **_ingress_health(health_check(spec, exposed, target)),
        "load-balancer-attributes": f"idle_timeout.timeout_seconds={idle_seconds(exposed)}",
        # Answers take as long as they are, so the next request goes to the pod with the fewest open ones.
        "target-group-attributes": "load_balancing.algorithm.type=least_outstanding_requests",
        **_listed("inbound-cidrs", admitted(cluster, exposed)),
        **_listed("subnets", subnets_of(cluster, exposed)),
        **({"group.name": exposed.group} if exposed.group else {}),
    }
    return IngressDesign(
        {f"{_INGRESS}{key}": value for key, value in annotations.items()},
        exposed.host,
        exposed.path,
        port,
        exposed.group,
    )


def by_controller(spec: WorkloadSpec) -> bool:
    """Whether the AWS Load Balancer Controller makes the workload's load balancer."""
    return isinstance(spec.expose, ExposeSpec)


def served_ports(spec: WorkloadSpec) -> dict[int, int]:
    """The ports of the workload's Service, each with the port of the pods behind it."""
    return {one.port: one.target for one in spec.service_ports} or {port: port for port in spec.ports}


def health_check(spec: WorkloadSpec, exposed: ExposeSpec, target: int | None) -> HealthCheck:
    """The question of the load balancer: the given path, or that of the readiness probe with its port."""
    probe = spec.probes.readiness if spec.probes else None
    asked = probe if probe and not probe.command else None
    port = asked.port if asked and asked.port != target else None
    if exposed.health_path:
        return HealthCheck(exposed.health_path, port if asked and asked.path == exposed.health_path else None)
    return HealthCheck(asked.path if asked else None, port if asked and asked.path else None)


def admitted(cluster: ClusterSpec, exposed: ExposeSpec) -> tuple[str, ...]:
    """Address blocks of clients; empty for all that can reach the load balancer."""
    if exposed.allow_cidrs:
        return tuple(dict.fromkeys(exposed.allow_cidrs))
    return _inside(cluster) if exposed.scheme == "internal" else ()


def subnets_of(cluster: ClusterSpec, exposed: ExposeSpec) -> tuple[str, ...]:
    """Subnets that must be named; those of a created VPC carry the tags by which the controller finds them."""
    if exposed.subnets:
        return tuple(dict.fromkeys(exposed.subnets))
    network = cluster.network
    if isinstance(network, CreatedNetworkSpec) or exposed.scheme != "internal":
        return ()
    return tuple(network.private_subnets.values())


def idle_seconds(exposed: ExposeSpec) -> int:
    """The idle timeout of an Application Load Balancer."""
    return _idle(exposed) or _IDLE_SECONDS


def _inside(cluster: ClusterSpec) -> tuple[str, ...]:
    network = cluster.network
    own = [network.cidr, *network.secondary_cidrs] if isinstance(network, CreatedNetworkSpec) else []
    return tuple(dict.fromkeys([*own, *private_cidrs(cluster)]))


def _idle(exposed: ExposeSpec) -> int | None:
    return seconds(exposed.idle_timeout) if exposed.idle_timeout else None


def _listed(key: str, values: tuple[str, ...]) -> dict[str, str]:
    return {key: ",".join(values)} if values else {}


def _listeners(tls: ExposeTlsSpec | None) -> dict[str, str]:
    """Listeners: HTTP, or HTTPS with a redirect to it; without a named certificate the controller looks for one."""
    if tls is None:
        return {"listen-ports": '[{"HTTP": 80}]'}
    return {
        "listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]',
        "ssl-redirect": "443",
        "ssl-policy": tls.policy,
        **_listed("certificate-arn", tls.certificate_arns),
    }


def _ingress_health(health: HealthCheck) -> dict[str, str]:
    port = {"healthcheck-port": str(health.port)} if health.port else {}
    return {"healthcheck-path": health.path, "success-codes": HEALTHY, **port} if health.path else {}


def _network_balancer(cluster: ClusterSpec, spec: WorkloadSpec, exposed: ExposeSpec) -> LoadBalancerDesign:
    """One of the AWS Load Balancer Controller; its listeners are the Service's ports (docs/guide/service)."""
    ports = served_ports(spec)
    health, idle = health_check(spec, exposed, next(iter(ports.values()), None)), _idle(exposed)
    annotations = {
        "scheme": exposed.scheme,
        "nlb-target-type": "ip",
        # Replicas are few, and a zone without one would answer nothing to those whom DNS sends there.
        "attributes": "load_balancing.cross_zone.enabled=true",
        **_listed("subnets", subnets_of(cluster, exposed)),
    }
    if exposed.tls:
        annotations |= {
            "ssl-cert": ",".join(exposed.tls.certificate_arns),
            "ssl-negotiation-policy": exposed.tls.policy,
        }
    if health.path:
        annotations |= {
            "healthcheck-protocol": "http",
            "healthcheck-path": health.path,
            "healthcheck-success-codes": HEALTHY,
            **({"healthcheck-port": str(health.port)} if health.port else {}),
        }
    if spec.preserve_client_ip is not None:
        preserved = str(spec.preserve_client_ip).lower()
        annotations["target-group-attributes"] = f"preserve_client_ip.enabled={preserved}"
    if idle:
        annotations |= {f"listener-attributes.TCP-{port}": f"tcp.idle_timeout.seconds={idle}" for port in ports}
    return LoadBalancerDesign(
        {f"{_SERVICE}{key}": value for key, value in annotations.items()},
        admitted(cluster, exposed),
        LOAD_BALANCER_CLASS,
    )


def _internal(cluster: ClusterSpec, spec: WorkloadSpec) -> LoadBalancerDesign:
    """An internal one, by EKS's own controller (cloud-provider-aws, Service Controller)."""
    annotations = {
        f"{_SERVICE}type": "nlb",
        f"{_SERVICE}internal": "true",
        # Replicas are few, and a zone without one would answer nothing to those whom DNS sends there.
        f"{_SERVICE}cross-zone-load-balancing-enabled": "true",
        # Its targets are nodes, and any node passes requests on to a pod on another. GPU nodes come and go, on spot at
        # two minutes' notice, and would take the requests along that go through them (cloud-provider-aws,
        # `filterTargetNodes`).
        # Nodes that others made have no such label.
        **({} if cluster.existing_cluster else {f"{_SERVICE}target-node-labels": f"{GROUP_LABEL}={SYSTEM_GROUP}"}),
    }
    if spec.preserve_client_ip is not None:
        # Without the annotation the controller leaves the attributes of the target groups as they are, so going back
        # to what AWS does by default needs the annotation too (cloud-provider-aws, `buildTargetGroupAttributes`).
        preserved = str(spec.preserve_client_ip).lower()
        annotations[f"{_SERVICE}target-group-attributes"] = f"preserve_client_ip.enabled={preserved}"
    network = cluster.network
    if isinstance(network, CreatedNetworkSpec):
        return LoadBalancerDesign(annotations, _inside(cluster))
    # Subnets of others need not carry the tag by which they would be found.
    subnets = {f"{_SERVICE}subnets": ",".join(network.private_subnets.values())}
    return LoadBalancerDesign({**annotations, **subnets}, private_cidrs(cluster))
