"""Objects of the Gateway API that `expose: {kind: gateway}` asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.own_objects import own_objects
from eks_gpu.spec import ClusterSpec
from tests.checks.cases.exposure import KINDS, definitions
from tests.specs import attached, changed

CERTIFICATES = [f"arn:aws:acm:us-west-2:111122223333:certificate/{name}" for name in "ab"]
SUBNETS = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
EXISTING = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": dict(zip(("us-west-2a", "us-west-2b"), SUBNETS, strict=True)),
}
ENTRY = {"name": "gateway-api", "files": ["api.yaml"], "apply": True, "stack": "platform"}


def designed(exposed: Any, files: dict[str, str] | None = None, **more: Any) -> ClusterDesign:
    serves = {
        "kind": "deployment",
        "ports": [8000],
        "probes": {"readiness": {"path": "/health"}},
        "expose": {"kind": "gateway", **exposed},
    }
    workload = {f"workloads[0].{key}": value for key, value in serves.items()}
    spec = ClusterSpec.model_validate(changed({**workload, "load_balancer_controller": {}, **more}))
    return design_cluster(spec, attached(spec, files or {}))


def objects(exposed: Any, **more: Any) -> dict[tuple[str, str], Any]:
    """The spec of each object, by kind and name."""
    found = designed(exposed, **more).releases[-1]
    assert (found.name, found.stack, found.own) == ("eks-gpu-gateways", "workloads", True)
    return {(item.kind, item.name): item.plain["spec"] for item in found.objects}


def test_the_defaults_of_a_gateway() -> None:
    parameters = {"group": "gateway.k8s.aws", "kind": "LoadBalancerConfiguration", "name": "train"}
    http = {"name": "http", "protocol": "HTTP", "port": 80, "allowedRoutes": {"namespaces": {"from": "Same"}}}

    assert objects({}) == {
        ("LoadBalancerConfiguration", "train"): {
            "scheme": "internal",
            "loadBalancerAttributes": [{"key": "idle_timeout.timeout_seconds", "value": "600"}],
            "sourceRanges": ["10.0.0.0/16"],
        },
        ("TargetGroupConfiguration", "train"): {
            "targetReference": {"name": "train"},
            "defaultConfiguration": {
                "targetType": "ip",
                "targetGroupAttributes": [
                    {"key": "load_balancing.algorithm.type", "value": "least_outstanding_requests"}
                ],
                "healthCheckConfig": {"healthCheckPath": "/health", "matcher": {"httpCode": "200-399"}},
            },
        },
        ("Gateway", "train"): {
            "gatewayClassName": "eks-gpu-alb",
            "infrastructure": {"parametersRef": parameters},
            "listeners": [http],
        },
        ("HTTPRoute", "train"): {
            "parentRefs": [{"name": "train", "sectionName": "http"}],
            "rules": [
                {
                    "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                    "backendRefs": [{"name": "train", "port": 8000}],
                }
            ],
        },
    }


def test_tls_adds_a_listener_and_redirects_to_it() -> None:
    found = objects({"tls": {"certificate_arns": CERTIFICATES}, "host": "a.example.com", "path": "/v1"})
    route, redirect = found["HTTPRoute", "train"], found["HTTPRoute", "train-redirect"]
    moved = {"scheme": "https", "port": 443, "statusCode": 301}

    assert found["LoadBalancerConfiguration", "train"]["listenerConfigurations"] == [
        {
            "protocolPort": "HTTPS:443",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "defaultCertificate": CERTIFICATES[0],
            "certificates": CERTIFICATES[1:],
        }
    ]
    assert [one["name"] for one in found["Gateway", "train"]["listeners"]] == ["http", "https"]
    assert route["hostnames"] == redirect["hostnames"] == ["a.example.com"]
    assert [one["parentRefs"][0]["sectionName"] for one in (route, redirect)] == ["https", "http"]
    assert route["rules"][0]["matches"] == [{"path": {"type": "PathPrefix", "value": "/v1"}}]
    assert redirect["rules"] == [{"filters": [{"type": "RequestRedirect", "requestRedirect": moved}]}]


def test_without_a_certificate_the_host_of_the_listener_finds_one() -> None:
    found = objects({"tls": {}, "host": "a.example.com"})
    listener = found["LoadBalancerConfiguration", "train"]["listenerConfigurations"][0]

    assert found["Gateway", "train"]["listeners"][1]["hostname"] == "a.example.com"
    assert set(listener) == {"protocolPort", "sslPolicy"}


@pytest.mark.parametrize(
    ("exposed", "more", "key", "value"),
    [
        ({"scheme": "internet-facing"}, {}, "scheme", "internet-facing"),
        ({"scheme": "internet-facing"}, {}, "sourceRanges", None),
        ({"allow_cidrs": ["10.1.0.0/16"]}, {}, "sourceRanges", ["10.1.0.0/16"]),
        ({}, {"network": EXISTING}, "loadBalancerSubnets", [{"identifier": subnet} for subnet in SUBNETS]),
        (
            {"idle_timeout": "1h"},
            {},
            "loadBalancerAttributes",
            [{"key": "idle_timeout.timeout_seconds", "value": "3600"}],
        ),
    ],
)
def test_the_load_balancer(exposed: Any, more: Any, key: str, value: Any) -> None:
    assert objects(exposed, **more)["LoadBalancerConfiguration", "train"].get(key) == value


def test_the_port_of_the_probe_and_that_of_the_service() -> None:
    more = {
        "workloads[0].service_ports": [{"port": 80, "target": 8000}, {"port": 81, "target": 8000}],
        "workloads[0].probes": {"readiness": {"path": "/ready", "port": 8001}},
    }
    found = objects({"port": 81}, **more)
    asked = found["TargetGroupConfiguration", "train"]["defaultConfiguration"]["healthCheckConfig"]

    assert found["HTTPRoute", "train"]["rules"][0]["backendRefs"] == [{"name": "train", "port": 81}]
    assert (asked["healthCheckPath"], asked["healthCheckPort"]) == ("/ready", "8001")


def test_the_definitions_come_before_the_controller_and_restart_it() -> None:
    text = definitions(*KINDS)["api.yaml"]
    before = designed({}, {"api.yaml": text}, manifests=[ENTRY]).releases
    after = designed(
        {}, {"api.yaml": text.replace('"served"', '"storage": true, "served"')}, manifests=[ENTRY]
    ).releases
    first, controller, *_ = before

    assert [one.name for one in before] == [
        "gateway-api-definitions",
        "aws-load-balancer-controller",
        "eks-gpu-gateway-class",
        "eks-gpu-gateways",
    ]
    annotations = json.loads(controller.values[0])["podAnnotations"]
    assert annotations == {"eks-gpu.io/gateway-definitions": first.version}
    assert after[1].values != controller.values


def test_without_a_gateway_the_order_is_that_of_the_file() -> None:
    found = designed({"kind": "ingress"}, definitions(*KINDS), manifests=[ENTRY]).releases

    assert [one.name for one in found] == ["aws-load-balancer-controller", "gateway-api-definitions"]
    assert "podAnnotations" not in found[0].values[0]


def test_a_controller_of_others_needs_no_definitions_here() -> None:
    found = designed({}, load_balancer_controller={"kind": "existing"}).releases

    assert [one.name for one in found] == ["eks-gpu-gateway-class", "eks-gpu-gateways"]


def test_manifests_of_others_meet_the_names_of_these_objects() -> None:
    names = own_objects(designed({"tls": {}, "host": "a.example.com"}))

    for kind, name in (("Gateway", "train"), ("HTTPRoute", "train-redirect"), ("LoadBalancerConfiguration", "train")):
        assert (kind, "default", name) in names
    assert ("GatewayClass", "", "eks-gpu-alb") in names
    assert ("Ingress", "default", "train") not in names
