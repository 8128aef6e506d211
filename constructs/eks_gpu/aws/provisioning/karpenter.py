"""Karpenter's part in AWS: the controller's role, the queue of interruptions, placement groups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import (
    Construct,
    cloudwatch_event_rule,
    cloudwatch_event_target,
    eks_pod_identity_association,
    placement_group,
    sqs_queue,
    sqs_queue_policy,
)
from eks_gpu.design.permissions.karpenter import NAME, NAMESPACE

if TYPE_CHECKING:
    from eks_gpu.design.provisioning.provisioner import ProvisionerDesign
    from eks_gpu.templates import TerraformDesign

# Seconds that a message is kept: a Spot instance ends two minutes after its warning.
_RETENTION = 300
# The events that the controller drains nodes for (Karpenter v1.14.1, its CloudFormation template): the name of the
# rule, the source and the kind of event.
_EVENTS = (
    ("health", "aws.health", "AWS Health Event"),
    ("spot", "aws.ec2", "EC2 Spot Instance Interruption Warning"),
    ("rebalance", "aws.ec2", "EC2 Instance Rebalance Recommendation"),
    ("state", "aws.ec2", "EC2 Instance State-change Notification"),
    ("reservation", "aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
)


class KarpenterController(Construct):
    """The controller's role by Pod Identity, and the queue that tells it of interruptions."""

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, provisioner: ProvisionerDesign, *, cluster_name: str
    ) -> None:
        """Create them."""
        super().__init__(scope, id)
        iam = design.spec.iam
        role = Role(
            self,
            "role",
            name=provisioner.controller_role,
            trust=policies.pod_identity_trust(
                policies.cluster_pattern(design.partition, design.spec.region, design.name), NAMESPACE, NAME
            ),
            description=f"Karpenter of EKS cluster {design.name}",
            inline={name: policies.document(*statements) for name, statements in provisioner.inline.items()},
            boundary=iam.permissions_boundary,
            path=iam.path,
        )
        eks_pod_identity_association.EksPodIdentityAssociation(
            self,
            "association",
            cluster_name=cluster_name,
            namespace=NAMESPACE,
            service_account=NAME,
            role_arn=role.arn,
            depends_on=list(role.attachments),
        )
        rules = f"arn:{design.partition}:events:{design.spec.region}:*:rule/{provisioner.queue}-*"
        self._queue(provisioner.queue, rules)

    def _queue(self, name: str, senders: str) -> None:
        """The queue, encrypted by SQS, with a rule for each kind of event."""
        queue = sqs_queue.SqsQueue(
            self,
            "interruptions",
            name=name,
            message_retention_seconds=_RETENTION,
            sqs_managed_sse_enabled=True,
        )
        rules = [
            cloudwatch_event_rule.CloudwatchEventRule(
                self,
                f"on-{key}",
                name=f"{name}-{key}",
                description=f"{kind}, for Karpenter",
                event_pattern=json.dumps({"source": [source], "detail-type": [kind]}),
            )
            for key, source, kind in _EVENTS
        ]
        sqs_queue_policy.SqsQueuePolicy(
            self, "queue-policy", queue_url=queue.url, policy=_admission(queue.arn, senders)
        )
        for (key, _, _), rule in zip(_EVENTS, rules, strict=True):
            cloudwatch_event_target.CloudwatchEventTarget(
                self, f"to-queue-on-{key}", rule=rule.name, target_id="karpenter", arn=queue.arn
            )


class PoolPlacementGroup(Construct):
    """The placement group of a pool with EFA: its nodes are close together."""

    def __init__(self, scope: Construct, id: str, *, name: str) -> None:
        """Create it; the NodeClass names it."""
        super().__init__(scope, id)
        placement_group.PlacementGroup(self, "placement-group", name=name, strategy="cluster")


def _admission(queue_arn: str, senders: str) -> str:
    """The policy: its own rules may send, and nobody without encryption."""
    return policies.document(
        {
            "Sid": "Events",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {"ArnLike": {"aws:SourceArn": senders}},
        },
        {
            "Sid": "OnlyEncrypted",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": queue_arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )
