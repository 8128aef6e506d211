"""Load balancers of the AWS Load Balancer Controller, and its permissions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.own_objects import own_objects
from eks_gpu.design.permissions.load_balancer_controller import statements
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

INGRESS, SERVICE = "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-load-balancer-"
EXISTING = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-0a1b2c3e"},
}


def designed(exposed: Any, **more: Any) -> ClusterDesign:
    serves = {"kind": "deployment", "ports": [8000], "probes": {"readiness": {"path": "/health"}}, "expose": exposed}
    workload = {f"workloads[0].{key}": value for key, value in serves.items()}
    return design_cluster(ClusterSpec.model_validate(changed({**workload, "load_balancer_controller": {}, **more})))


def ingress(exposed: Any, **more: Any) -> dict[str, str]:
    found = designed({"kind": "ingress", **exposed}, **more).workloads[0].serving.ingress
    assert found
    return {key.removeprefix(INGRESS): value for key, value in found.annotations.items()}


def test_the_defaults_of_an_ingress() -> None:
    assert ingress({}) == {
        "scheme": "internal",
        "target-type": "ip",
        "listen-ports": '[{"HTTP": 80}]',
        "healthcheck-path": "/health",
        "success-codes": "200-399",
        "load-balancer-attributes": "idle_timeout.timeout_seconds=600",
        "target-group-attributes": "load_balancing.algorithm.type=least_outstanding_requests",
        "inbound-cidrs": "10.0.0.0/16",
    }


def test_an_existing_vpc_names_its_subnets_and_admits_everyone_inside() -> None:
    said = ingress({}, network=EXISTING)

    assert said["subnets"] == "subnet-0a1b2c3d,subnet-0a1b2c3e"
    assert "inbound-cidrs" not in said


@pytest.mark.parametrize(
    ("fields", "key", "value"),
    [
        ({"tls": {}, "host": "a.example.com"}, "certificate-arn", None),
        ({"tls": {}, "host": "a.example.com"}, "ssl-redirect", "443"),
        ({"idle_timeout": "1h"}, "load-balancer-attributes", "idle_timeout.timeout_seconds=3600"),
        ({"health_path": "/live"}, "healthcheck-path", "/live"),
        ({"allow_cidrs": ["10.1.0.0/16", "10.2.0.0/16"]}, "inbound-cidrs", "10.1.0.0/16,10.2.0.0/16"),
        ({"scheme": "internet-facing"}, "inbound-cidrs", None),
        ({"group": "models"}, "group.name", "models"),
    ],
)
def test_fields_become_annotations(fields: dict[str, Any], key: str, value: str | None) -> None:
    assert ingress(fields).get(key) == value


def test_listeners_of_a_network_load_balancer_get_the_certificate() -> None:
    arn = "arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d"
    outside = designed({"kind": "nlb", "tls": {"certificate_arns": [arn]}}).workloads[0].serving.load_balancer

    assert outside
    assert outside.annotations[f"{SERVICE}ssl-cert"] == arn
    assert outside.annotations[f"{SERVICE}healthcheck-path"] == "/health"
    assert outside.source_ranges == ("10.0.0.0/16",)


def test_the_short_form_needs_no_controller() -> None:
    outside = designed("internal").workloads[0].serving.load_balancer

    assert outside
    assert outside.load_balancer_class is None


def test_nothing_is_installed_for_an_existing_controller() -> None:
    found = designed({"kind": "nlb"}, load_balancer_controller={"kind": "existing"})

    assert found.releases == ()
    assert found.service_accounts == ()


def test_private_clusters_ask_their_mirror_and_no_service_without_endpoint() -> None:
    network = {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}
    found = designed("cluster", network=network, images={"registry": "111122223333.dkr.ecr.us-west-2.amazonaws.com/m"})
    values = json.loads(found.releases[0].values[0])

    assert values["image"] == {
        "repository": "111122223333.dkr.ecr.us-west-2.amazonaws.com/m/eks/aws-load-balancer-controller"
    }
    assert [values[name] for name in ("enableShield", "enableWaf", "enableWafv2")] == [False] * 3


def test_the_names_of_its_objects_are_taken() -> None:
    names = own_objects(designed({"kind": "ingress"}))

    assert ("Ingress", "default", "train") in names
    assert ("IngressClass", "", "alb") in names
    assert ("ServiceAccount", "kube-system", "aws-load-balancer-controller") in names


def test_permissions_end_at_the_cluster() -> None:
    """Whatever deletes or changes load balancers, target groups and security groups asks for the cluster's own tag."""
    tag = "aws:ResourceTag/elbv2.k8s.aws/cluster"
    limited = {
        action
        for statement in statements("aws", "us-west-2", "base")
        for action in _texts(statement["Action"])
        if _condition(statement).get("StringEquals", {}).get(tag) == "base"
    }
    assert {
        "ec2:DeleteSecurityGroup",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:SetSecurityGroups",
    } <= limited
    unlimited = {
        action
        for statement in statements("aws", "us-west-2", "base")
        for action in _texts(statement["Action"])
        if not _condition(statement)
    }
    assert {action for action in unlimited if "Delete" in action} == {
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteRule",
        "shield:DeleteProtection",
    }


def test_permissions_fit_into_a_role() -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements("aws-us-gov", "us-gov-west-1", "c" * 31)})

    assert len("".join(text.split())) < 10_240
    assert "arn:aws-us-gov:ec2:us-gov-west-1:*:security-group/*" in text


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def _condition(statement: dict[str, object]) -> dict[str, dict[str, object]]:
    found = statement.get("Condition", {})
    assert isinstance(found, dict)
    return found
