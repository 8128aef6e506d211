"""docs/reference/outputs.md: the outputs of the stacks.

CDKTF gives outputs no description, so they are described here. A test holds the table against synthesized stacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a stack.

    Attributes:
        stack: The kind of stack that has it.
        form: Its name, with placeholders such as `<zone>`.
        value: The value, and for whom it is.
        when: The condition under which the stack has it; empty if it always does.
        example: A value of the form that AWS gives.
    """

    stack: str
    form: str
    value: str
    when: str
    example: str

    def names(self, output: str) -> bool:
        """Whether an output has this form."""
        literal, *rest = re.split(r"<[a-z-]+>", self.form)
        pattern = re.escape(literal) + "".join(f"[a-z0-9-]+{re.escape(part)}" for part in rest)
        return re.fullmatch(pattern, output) is not None


OUTPUTS = (
    Output("network", "vpc-id", "ID of the created VPC", "", "vpc-0a1b2c3d4e5f60718"),
    Output("network", "private-subnet-<zone>", "ID of the private subnet in a zone", "", "subnet-0a1b2c3d4e5f60718"),
    Output(
        "network",
        "pod-subnet-<zone>",
        "ID of the subnet in a zone that holds only pods",
        "with `network.pod_subnets`",
        "subnet-0a1b2c3d4e5f60718",
    ),
    Output(
        "network",
        "public-subnet-<zone>",
        "ID of the public subnet in a zone",
        "except with `nat: none`",
        "subnet-0a1b2c3d4e5f60718",
    ),
    Output(
        "network",
        "nat-address-<zone>",
        "public IPv4 address of the NAT gateway in a zone, for the allow-lists of other services",
        "one zone with `nat: single`, every zone with `nat: per-zone`",
        "203.0.113.7",
    ),
    Output("cluster", "cluster-name", "name of the EKS cluster", "", "quickstart"),
    Output(
        "cluster",
        "cluster-arn",
        "ARN of the EKS cluster",
        "",
        "arn:aws:eks:us-west-2:111122223333:cluster/quickstart",
    ),
    Output("cluster", "endpoint", "URL of the Kubernetes API", "", "https://0A1B2C3D.gr7.us-west-2.eks.amazonaws.com"),
    Output("cluster", "certificate-authority", "certificate of the Kubernetes API, in base64", "", "LS0tLS1CRUdJTi…"),
    Output(
        "cluster",
        "oidc-issuer",
        "issuer of service account tokens, for an IAM OIDC provider",
        "",
        "https://oidc.eks.us-west-2.amazonaws.com/id/0A1B2C3D",
    ),
    Output(
        "cluster",
        "cluster-security-group-id",
        "ID of the security group that EKS creates, which every node has unless `node_security_group_ids` replaces it",
        "",
        "sg-0a1b2c3d4e5f60718",
    ),
    Output(
        "cluster",
        "cluster-role-arn",
        "ARN of the IAM role of the control plane",
        "",
        "arn:aws:iam::111122223333:role/quickstart-us-west-2-cluster",
    ),
    Output(
        "cluster",
        "secrets-key-arn",
        "ARN of the KMS key that encrypts Kubernetes Secrets",
        "",
        "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
    ),
    Output(
        "cluster",
        "role-arn-<namespace>_<account>",
        "ARN of the IAM role of a service account, for policies of buckets and keys",
        "for each service account with AWS permissions",
        "arn:aws:iam::111122223333:role/quickstart-us-west-2-sa-reader",
    ),
    Output(
        "cluster",
        "pool-security-group-ids",
        "IDs of the security groups of all nodes of node pools",
        "with `gpu_node_pools`",
        '["sg-0a1b2c3d4e5f60718"]',
    ),
    Output(
        "cluster",
        "efa-security-group-id",
        "ID of the security group of nodes with EFA",
        "with a pool with `efa`, below Kubernetes 1.33",
        "sg-0a1b2c3d4e5f60718",
    ),
    Output(
        "cluster",
        "node-role-arn-<kind>",
        "ARN of the IAM role of the nodes; the kinds are `gpu` and, except on an existing cluster, `system`",
        "",
        "arn:aws:iam::111122223333:role/quickstart-nodes-gpu",
    ),
    Output(
        "cluster",
        "storage-<name>-id",
        "ID of the file system of an entry of `storage`",
        "with `fsx_lustre` or `efs`",
        "fs-0a1b2c3d4e5f60718",
    ),
    Output(
        "cluster",
        "storage-<name>-dns-name",
        "host name under which the file system is mounted",
        "with `fsx_lustre`",
        "fs-0a1b2c3d4e5f60718.fsx.us-west-2.amazonaws.com",
    ),
    Output(
        "cluster",
        "storage-<name>-mount-name",
        "name that FSx for Lustre gives the file system, part of the mount source",
        "with `fsx_lustre`",
        "ab1cdbev",
    ),
    Output(
        "cluster",
        "storage-<name>_<point>-id",
        "ID of an access point of an EFS file system",
        "for each entry of `efs.access_points`",
        "fsap-0a1b2c3d4e5f60718",
    ),
)
HEAD = """# Outputs

The stacks `<cluster>-network` and `<cluster>-cluster` have Terraform outputs, for the other stacks and for your own
code. Their names are stable, and the [changelog](../../CHANGELOG.md) lists every change of one. The stacks `platform`
and `workloads` have no outputs, and a cluster in an existing VPC has no network stack.

Read one with `terraform output` in the folder of the stack:

```console
$ terraform output -raw cluster-arn
```

In your own Terraform, read them from the state of the stack with `terraform_remote_state`. A placeholder such as
`<zone>` is the name in the cluster file: a zone as `network` writes it, the `name` of an entry of `storage`, the
`name` of an access point (`<point>`), the namespace and the name of a service account (`<account>`).

This page is generated from the code (`make docs`).
"""


def page() -> str:
    """The reference of the stacks' outputs, as Markdown."""
    return (
        "\n".join([HEAD, *(_section(stack, list(found)) for stack, found in groupby(OUTPUTS, _stack))]).rstrip() + "\n"
    )


def _stack(output: Output) -> str:
    return output.stack


def _section(stack: str, found: list[Output]) -> str:
    rows = [f"| `{one.form}` | {one.value} | {one.when or 'always'} | `{one.example}` |" for one in found]
    head = f"## Stack `<cluster>-{stack}`\n\n| output | value | present | example |\n|---|---|---|---|"
    return "\n".join([head, *rows, ""])
