"""A record of the VPC's traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import Construct, cloudwatch_log_group, flow_log
from eks_gpu.design.cluster.names import role_name

if TYPE_CHECKING:
    from eks_gpu.templates import TerraformDesign

# Days; ingestion is most of the price, so what is kept longer belongs in S3, not here.
RETENTION_DAYS = 30


class FlowLogs(Construct):
    """Flow logs of a VPC in CloudWatch, kept 30 days, written by a role that can write there only."""

    def __init__(self, scope: Construct, id: str, design: TerraformDesign, *, vpc_id: str) -> None:
        """Record the traffic of a VPC."""
        super().__init__(scope, id)
        name = f"/aws/vpc/{design.name}/flow-logs"
        group = cloudwatch_log_group.CloudwatchLogGroup(
            self,
            "log-group",
            name=name,
            retention_in_days=RETENTION_DAYS,
            kms_key_id=design.spec.encryption.logs_key_arn,
        )
        # Written out, not referenced: cdktf's HCL output breaks JSON text that holds a reference.
        arn = f"arn:{design.partition}:logs:{design.spec.region}:*:log-group:{name}"
        actions = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        writer = Role(
            self,
            "writer",
            name=role_name(design.name, design.spec.region, "flow-logs"),
            trust=policies.trust("vpc-flow-logs.amazonaws.com"),
            description=f"VPC flow logs of EKS cluster {design.name}",
            inline={"write": policies.document(policies.allow(actions, [arn, f"{arn}:*"], sid="Write"))},
            boundary=design.spec.iam.permissions_boundary,
            path=design.spec.iam.path,
        )
        flow_log.FlowLog(
            self,
            "flow-log",
            vpc_id=vpc_id,
            traffic_type="ALL",
            log_destination=group.arn,
            iam_role_arn=writer.arn,
            max_aggregation_interval=600,
            tags={"Name": design.name},
            depends_on=list(writer.attachments),
        )
