"""AWS permissions of the AWS Load Balancer Controller.

They allow what the policy allows that the controller publishes (kubernetes-sigs/aws-load-balancer-controller v3.5.0,
`docs/install/iam_policy.json`), with three cuts. Where that policy asks for any value of the tag
`elbv2.k8s.aws/cluster`, which the controller puts on everything that it makes (`pkg/deploy/tracking/provider.go`),
these ask for this cluster's name. Rules of security groups that the controller did not make may change only in groups
of this cluster, by the tag that EKS gives them (`docs/deploy/installation.md`, "scoping down"). ARNs name partition and
region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Statement = dict[str, object]

NAME, NAMESPACE = "aws-load-balancer-controller", "kube-system"
_TAG = "elbv2.k8s.aws/cluster"
_REQUEST, _RESOURCE = f"aws:RequestTag/{_TAG}", f"aws:ResourceTag/{_TAG}"

_DESCRIBED = {
    "ec2": (
        *("AccountAttributes", "Addresses", "AvailabilityZones", "CoipPools", "Instances", "InternetGateways"),
        *("IpamPools", "NetworkInterfaces", "RouteTables", "SecurityGroups", "Subnets", "Tags"),
        *("VpcPeeringConnections", "Vpcs"),
    ),
    "elasticloadbalancing": (
        *("CapacityReservation", "ListenerAttributes", "ListenerCertificates", "Listeners", "LoadBalancerAttributes"),
        *("LoadBalancers", "Rules", "SSLPolicies", "Tags", "TargetGroupAttributes", "TargetGroups", "TargetHealth"),
        "TrustStores",
    ),
}
# Certificates, user pools, web ACLs and Shield's protection, all of which belong to somebody else.
_OTHERS = (
    *("acm:DescribeCertificate", "acm:ListCertificates", "cognito-idp:DescribeUserPoolClient"),
    *("iam:GetServerCertificate", "iam:ListServerCertificates"),
    *("shield:CreateProtection", "shield:DeleteProtection", "shield:DescribeProtection"),
    "shield:GetSubscriptionState",
    *(
        f"{service}:{action}"
        for service in ("waf-regional", "wafv2")
        for action in ("AssociateWebACL", "DisassociateWebACL", "GetWebACL", "GetWebACLForResource")
    ),
)
_RULES = ("ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress")
_CHANGED = (
    *("DeleteLoadBalancer", "DeleteTargetGroup", "ModifyCapacityReservation", "ModifyIpPools"),
    *("ModifyListenerAttributes", "ModifyLoadBalancerAttributes", "ModifyTargetGroup", "ModifyTargetGroupAttributes"),
    *("SetIpAddressType", "SetSecurityGroups", "SetSubnets"),
)
# The published policy has no condition for these: they name listeners and rules, which older versions did not tag.
_LISTENERS = (
    *("AddListenerCertificates", "CreateListener", "CreateRule", "DeleteListener", "DeleteRule", "ModifyListener"),
    *("ModifyRule", "RemoveListenerCertificates", "SetRulePriorities", "SetWebAcl"),
)


def statements(partition: str, region: str, cluster: str) -> tuple[Statement, ...]:
    """The statements of the controller's policy for one cluster."""
    groups = [f"arn:{partition}:ec2:{region}:*:security-group/*"]
    balancers = f"arn:{partition}:elasticloadbalancing:{region}:*:"
    targets, listeners = [f"{balancers}targetgroup/*/*"], ("listener", "listener-rule")
    made = [*targets, *(f"{balancers}loadbalancer/{kind}/*/*" for kind in ("app", "net"))]
    parts = [f"{balancers}{part}/{kind}/*/*/*" for part in listeners for kind in ("app", "net")]
    asked, own = {"StringEquals": {_REQUEST: cluster}}, {"StringEquals": {_RESOURCE: cluster}}
    # The tag itself stays as it is: a request that brings it would give a resource to another cluster.
    kept = {**own, "Null": {_REQUEST: "true"}}
    described = [f"{service}:Describe{name}" for service, names in _DESCRIBED.items() for name in names]
    return (
        _allow("Read", [*described, "ec2:GetCoipPoolUsage", "ec2:GetSecurityGroupsForVpc"]),
        _allow("UseOthers", _OTHERS),
        _allow(
            "ServiceLinkedRole",
            ["iam:CreateServiceLinkedRole"],
            when={"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
        ),
        _allow("AdmitToPods", _RULES, when={"Null": {f"aws:ResourceTag/kubernetes.io/cluster/{cluster}": "false"}}),
        _allow("CreateGroups", ["ec2:CreateSecurityGroup"]),
        _allow(
            "TagNewGroups",
            ["ec2:CreateTags"],
            groups,
            {"StringEquals": {"ec2:CreateAction": "CreateSecurityGroup", _REQUEST: cluster}},
        ),
        _allow("TagOwnGroups", ["ec2:CreateTags", "ec2:DeleteTags"], groups, kept),
        _allow("ChangeOwnGroups", [*_RULES, "ec2:DeleteSecurityGroup"], when=own),
        _allow("Create", _balancing("CreateLoadBalancer", "CreateTargetGroup"), when=asked),
        _allow(
            "TagNew",
            _balancing("AddTags"),
            made,
            {
                "StringEquals": {
                    "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup"],
                    _REQUEST: cluster,
                }
            },
        ),
        _allow("TagOwn", _balancing("AddTags", "RemoveTags"), made, kept),
        _allow("TagListeners", _balancing("AddTags", "RemoveTags"), parts),
        _allow("ChangeOwn", _balancing(*_CHANGED), when=own),
        _allow("ChangeListeners", _balancing(*_LISTENERS)),
        _allow("Register", _balancing("DeregisterTargets", "RegisterTargets"), targets),
    )


def _balancing(*actions: str) -> list[str]:
    return [f"elasticloadbalancing:{action}" for action in actions]


def _allow(
    sid: str, actions: Iterable[str], resources: Iterable[str] = ("*",), when: Mapping[str, object] | None = None
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": list(resources)}
    return statement | ({"Condition": dict(when)} if when else {})
