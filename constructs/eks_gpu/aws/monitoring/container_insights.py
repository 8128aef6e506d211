"""Where Container Insights writes, and what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eks_gpu.aws.permissions import policies
from eks_gpu.bindings import Construct, cloudwatch_log_group

if TYPE_CHECKING:
    from eks_gpu.templates import TerraformDesign

# Days. By then CloudWatch has derived the metrics from the events; without a limit it keeps the events forever.
RETENTION_DAYS = 30
# Neither knows resource-level permissions: names of Auto Scaling groups and volumes, which become dimensions.
READ_ACTIONS = ("ec2:DescribeTags", "ec2:DescribeVolumes")
WRITE_ACTIONS = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")


class ContainerInsights(Construct):
    """The log group of Container Insights, kept 30 days, and the policy that lets its agent write there only.

    Its metrics are events in that group, which CloudWatch reads numbers out of. AWS's own policy,
    CloudWatchAgentServerPolicy, lets it write to every log group of the account and read parameters.
    """

    ADDON: ClassVar[str] = "amazon-cloudwatch-observability"

    def __init__(self, scope: Construct, id: str, design: TerraformDesign) -> None:
        """Create the log group."""
        super().__init__(scope, id)
        name = f"/aws/containerinsights/{design.cluster_name}/performance"
        self.log_group = cloudwatch_log_group.CloudwatchLogGroup(
            self,
            "log-group",
            name=name,
            retention_in_days=RETENTION_DAYS,
            kms_key_id=design.spec.encryption.logs_key_arn,
        )
        # Written out, not referenced: cdktf's HCL output breaks JSON text that holds a reference.
        arn = f"arn:{design.partition}:logs:{design.spec.region}:*:log-group:{name}"
        self.policy = policies.document(
            policies.allow(READ_ACTIONS, ["*"], sid="Read"),
            policies.allow(WRITE_ACTIONS, [arn, f"{arn}:*"], sid="Write"),
        )
