"""The load balancers of `expose`."""

from __future__ import annotations

import json
from typing import Any

from tests.specs import Case, fails, passes, warns, with_files

SERVES: dict[str, Any] = {"work_kind": "deployment", "work_ports": [8000]}
INSIDE: dict[str, Any] = {**SERVES, "work_expose": "internal"}
EXISTING = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-0a1b2c3e"},
}
FILTERED = {"network": EXISTING, "access_private_cidrs": ["10.1.0.0/16"]}
HERE = "workloads[0].preserve_client_ip"

EXPOSED = "workloads[0].expose"
CERTIFICATE = "arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d"
PUBLIC = {"scheme": "internet-facing", "allow_cidrs": ["203.0.113.0/24"]}
TLS: dict[str, Any] = {"certificate_arns": [CERTIFICATE]}
LBC = {
    "name": "lbc",
    "namespace": "kube-system",
    "repository": "https://aws.github.io/eks-charts",
    "chart": "aws-load-balancer-controller",
    "version": "3.5.0",
}
QUIET = {**LBC, "values": {"enableServiceMutatorWebhook": False}}


def _exposed(**fields: Any) -> dict[str, Any]:
    """A deployment behind a load balancer of the controller, which is there."""
    answers = {"readiness": {"path": "/health"}}
    given = {"kind": "ingress", **fields}
    return {**SERVES, "work_probes": answers, "load_balancer_controller": {}, "work_expose": given}


def _two(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two deployments with an Ingress each."""
    both = (("chat", one), ("embed", other))
    workloads: list[dict[str, Any]] = [
        {
            "name": name,
            "kind": "deployment",
            "image": "registry.example/serve:1",
            "ports": [8000],
            "probes": {"readiness": {"path": "/health"}},
            "expose": {"kind": "ingress", **given},
        }
        for name, given in both
    ]
    return {"load_balancer_controller": {}, "workloads": workloads}


def definitions(*kinds: str, version: str = "v1") -> dict[str, str]:
    """A file with definitions of these kinds of the Gateway API."""
    objects = [
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{kind.lower()}s.gateway.networking.k8s.io"},
            "spec": {
                "group": "gateway.networking.k8s.io",
                "names": {"kind": kind},
                "versions": [{"name": version, "served": True}],
            },
        }
        for kind in kinds
    ]
    return {"api.yaml": "\n---\n".join(json.dumps(one) for one in objects)}


KINDS = ("Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute")
SHARED = {"host": "llm.example.com", "group": "models"}


def _gateway(stack: str = "platform", **fields: Any) -> dict[str, Any]:
    """A deployment behind a Gateway whose definitions `api.yaml` has."""
    entry = {"name": "gateway-api", "files": ["api.yaml"], "apply": True, "stack": stack, "timeout": "1m"}
    return {**_exposed(kind="gateway", **fields), "manifests": [entry]}


CASES: tuple[Case, ...] = (
    fails("expose-controller", f"{EXPOSED}.kind", "load_balancer_controller", **SERVES, work_expose={"kind": "nlb"}),
    passes("expose-controller", **_exposed()),
    passes("expose-controller", **{**_exposed(), "load_balancer_controller": {"kind": "existing"}}),
    passes("expose-controller", **SERVES, work_expose={"kind": "nlb"}, charts=[LBC]),
    fails("expose-controller", "charts[0].values", "enableServiceMutatorWebhook: false", **INSIDE, charts=[LBC]),
    passes("expose-controller", **INSIDE, charts=[QUIET]),
    passes("expose-controller", **INSIDE, load_balancer_controller={}),
    fails("chart-component", "charts[0].chart", "load_balancer_controller", charts=[LBC], load_balancer_controller={}),
    passes("chart-component", charts=[LBC], load_balancer_controller={"kind": "existing"}),
    fails("expose-ports", EXPOSED, "ports", work_kind="deployment", work_expose={"kind": "nlb"}),
    fails("expose-fields", f"{EXPOSED}.host", "Network", **_exposed(kind="nlb", host="a.example.com")),
    fails("expose-fields", f"{EXPOSED}.path", "Network", **_exposed(kind="nlb", path="/v1")),
    fails("expose-fields", f"{EXPOSED}.group", "Network", **_exposed(kind="nlb", group="a")),
    fails("expose-fields", f"{EXPOSED}.port", "8000", **_exposed(port=80)),
    passes("expose-fields", **_exposed(port=80), work_service_ports=[{"port": 80, "target": 8000}]),
    passes("expose-fields", **_exposed(kind="nlb")),
    fails("expose-fields", f"{EXPOSED}.group", "one workload", **_exposed(kind="gateway", group="a")),
    fails("expose-fields", f"{EXPOSED}.path", "HTTPRoute", **_exposed(kind="gateway", path="/a//b")),
    fails("expose-fields", f"{EXPOSED}.path", "HTTPRoute", **_exposed(kind="gateway", path="/a/..")),
    fails("expose-fields", f"{EXPOSED}.path", "HTTPRoute", **_exposed(kind="gateway", path="/a?b=c")),
    fails("expose-fields", f"{EXPOSED}.path", "HTTPRoute", **_exposed(kind="gateway", path="/a%2Fb")),
    passes("expose-fields", **_exposed(kind="gateway", path="/v1/a.b/")),
    passes("expose-fields", **_exposed(kind="gateway", host="llm.example.com")),
    fails("expose-gateway", f"{EXPOSED}.kind", "GRPCRoute, Gateway, GatewayClass", **_exposed(kind="gateway")),
    with_files(fails("expose-gateway", f"{EXPOSED}.kind", "GRPCRoute (", **_gateway()), definitions(*KINDS[:3])),
    with_files(fails("expose-gateway", f"{EXPOSED}.kind", "v1", **_gateway()), definitions(*KINDS, version="v1beta1")),
    with_files(
        fails("expose-gateway", "manifests[0].stack", "platform", **_gateway(stack="workloads")), definitions(*KINDS)
    ),
    with_files(
        fails(
            "expose-gateway",
            "load_balancer_controller.version",
            "3.5.0",
            **{**_gateway(), "load_balancer_controller": {"version": "3.4.2"}},
        ),
        definitions(*KINDS),
    ),
    with_files(passes("expose-gateway", **_gateway()), definitions(*KINDS)),
    passes("expose-gateway", **{**_exposed(kind="gateway"), "load_balancer_controller": {"kind": "existing"}}),
    passes("expose-gateway", **_exposed()),
    fails("expose-tls", f"{EXPOSED}.tls", "host", **_exposed(tls={})),
    fails("expose-tls", f"{EXPOSED}.tls", "certificate_arns", **_exposed(kind="nlb", tls={})),
    fails(
        "expose-tls",
        f"{EXPOSED}.tls.certificate_arns[0]",
        "us-east-1",
        **_exposed(tls={"certificate_arns": [CERTIFICATE.replace("us-west-2", "us-east-1")]}),
    ),
    fails(
        "expose-tls",
        f"{EXPOSED}.tls.certificate_arns[0]",
        "aws-cn",
        **_exposed(tls={"certificate_arns": ["arn:aws-cn:iam::111122223333:server-certificate/a"]}),
    ),
    passes("expose-tls", **_exposed(tls={}, host="llm.example.com")),
    passes("expose-tls", **_exposed(tls=TLS)),
    fails("expose-tls", f"{EXPOSED}.tls", "host", **_exposed(kind="gateway", tls={})),
    passes("expose-tls", **_exposed(kind="gateway", tls={}, host="llm.example.com")),
    passes("expose-tls", **_exposed(kind="nlb", tls=TLS)),
    passes("expose-tls", **_exposed(tls={"certificate_arns": ["arn:aws:iam::111122223333:server-certificate/a"]})),
    warns("expose-public", f"{EXPOSED}.scheme", "everyone", **_exposed(scheme="internet-facing", tls=TLS)),
    warns("expose-public", f"{EXPOSED}.scheme", "unencrypted", **_exposed(**PUBLIC)),
    passes("expose-public", **_exposed(**PUBLIC, tls=TLS)),
    passes("expose-public", **_exposed()),
    fails("expose-subnets", f"{EXPOSED}.subnets", "two zones", **_exposed(subnets=["subnet-0000000a"])),
    fails(
        "expose-subnets",
        f"{EXPOSED}.scheme",
        "nat: none",
        **_exposed(**PUBLIC),
        network={"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]},
    ),
    fails("expose-subnets", f"{EXPOSED}.scheme", "'subnets'", **_exposed(**PUBLIC), network=EXISTING),
    fails(
        "expose-subnets",
        f"{EXPOSED}.subnets",
        "private subnet",
        **_exposed(**PUBLIC, subnets=["subnet-0a1b2c3d", "subnet-0000000b"]),
        network=EXISTING,
    ),
    passes("expose-subnets", **_exposed(**PUBLIC, subnets=["subnet-0000000a", "subnet-0000000b"]), network=EXISTING),
    fails("expose-subnets", f"{EXPOSED}.subnets", "two zones", **_exposed(kind="gateway", subnets=["subnet-0000000a"])),
    passes("expose-subnets", **_exposed(), network=EXISTING),
    passes("expose-subnets", **_exposed(kind="nlb", subnets=["subnet-0000000a"])),
    passes("expose-subnets", **_exposed(**PUBLIC)),
    fails("expose-health", EXPOSED, "readiness", **{**_exposed(), "work_probes": {"readiness": {"port": 8000}}}),
    fails("expose-health", EXPOSED, "'/'", **{**_exposed(kind="gateway"), "work_probes": {}}),
    passes("expose-health", **{**_exposed(health_path="/"), "work_probes": {}}),
    warns("expose-health", f"{EXPOSED}.health_path", "/health", **_exposed(health_path="/ready")),
    passes("expose-health", **_exposed(health_path="/health")),
    passes("expose-health", **{**_exposed(kind="nlb"), "work_probes": {}}),
    fails("expose-idle-timeout", f"{EXPOSED}.idle_timeout", "4000s", **_exposed(idle_timeout="2h")),
    fails("expose-idle-timeout", f"{EXPOSED}.idle_timeout", "4000s", **_exposed(kind="gateway", idle_timeout="2h")),
    fails("expose-idle-timeout", f"{EXPOSED}.idle_timeout", "60s", **_exposed(kind="nlb", idle_timeout="30s")),
    fails(
        "expose-idle-timeout", f"{EXPOSED}.idle_timeout", "350s", **_exposed(kind="nlb", tls=TLS, idle_timeout="10m")
    ),
    warns("expose-idle-timeout", f"{EXPOSED}.idle_timeout", "cut off", **_exposed(idle_timeout="30s")),
    passes("expose-idle-timeout", **_exposed(idle_timeout="4000s")),
    passes("expose-idle-timeout", **_exposed(kind="nlb", idle_timeout="6000s")),
    passes("expose-idle-timeout", **_exposed(kind="nlb", tls=TLS)),
    fails("expose-conflict", "workloads[1].expose.path", "chat", **_two(SHARED, SHARED)),
    fails(
        "expose-conflict",
        "workloads[1].expose.path",
        "/v1/",
        **_two({**SHARED, "path": "/v1"}, {**SHARED, "path": "/v1/"}),
    ),
    warns("expose-conflict", "workloads[1].expose.host", "group", **_two({"host": "a.example"}, {"host": "a.example"})),
    passes("expose-conflict", **_two(SHARED, {**SHARED, "path": "/v1/embeddings"})),
    warns(
        "expose-conflict",
        "workloads[1].expose.host",
        "two load balancers",
        **_two({"kind": "gateway", "host": "a.example"}, {"kind": "gateway", "host": "a.example"}),
    ),
    passes("expose-conflict", **_two({}, {})),
    fails("expose-group", "workloads[1].expose.scheme", "chat", **_two(SHARED, {**SHARED, "path": "/e", **PUBLIC})),
    fails("expose-group", "workloads[1].expose.tls", "models", **_two({**SHARED, "tls": {}}, {**SHARED, "path": "/e"})),
    passes("expose-group", **_two({**SHARED, "tls": {}}, {**SHARED, "path": "/e", "tls": TLS})),
    passes("expose-group", **_two({"idle_timeout": "20m"}, {"host": "b.example.com"})),
    fails("client-address", HERE, "of kind ingress", **_exposed(), work_preserve_client_ip=True),
    passes("client-address", **_exposed(kind="nlb"), work_preserve_client_ip=True, kubernetes_version="1.33"),
    fails("client-address", HERE, "expose: internal", **SERVES, work_preserve_client_ip=True),
    fails("client-address", HERE, "1.34", **INSIDE, work_preserve_client_ip=False, kubernetes_version="1.33"),
    warns("client-address", HERE, "10.1.0.0/16", **INSIDE, **FILTERED, work_preserve_client_ip=False),
    passes("client-address", **INSIDE, **FILTERED, work_preserve_client_ip=True),
    passes("client-address", **INSIDE, **FILTERED),
    passes("client-address", **INSIDE, work_preserve_client_ip=False, kubernetes_version="1.34"),
    passes("client-address", **INSIDE, network=EXISTING, work_preserve_client_ip=False),
)
