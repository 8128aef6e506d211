# The maximum permissions of any role of a cluster, whatever its policies say. Name the boundary in the cluster file, as
# `iam: {permissions_boundary: …}`; the deploy role can create no role without it. The boundary itself grants nothing.

resource "aws_iam_policy" "boundary" {
  for_each = var.clusters

  name        = "eks-gpu-boundary-${each.key}"
  description = "The most that the roles of the cluster ${each.key} may do"
  policy      = data.aws_iam_policy_document.boundary[each.key].json
}

data "aws_iam_policy_document" "boundary" {
  for_each = var.clusters

  # The actions of the policies that the stacks attach and write: AmazonEKSClusterPolicy, AmazonEKSWorkerNodePolicy,
  # AmazonEKS_CNI_Policy, the CSI drivers', the autoscaler's, flow logs' and Container Insights'. Left out on purpose:
  # ec2:ModifyInstanceAttribute, which can change the user data of an instance that has another role, and routes,
  # which only clusters without the VPC CNI need.
  statement {
    sid = "ClusterAndNodes"
    actions = [
      "autoscaling:Describe*",
      "autoscaling:SetDesiredCapacity",
      "autoscaling:TerminateInstanceInAutoScalingGroup",
      "autoscaling:UpdateAutoScalingGroup",
      "ec2:*NetworkInterface*",
      "ec2:*PrivateIpAddresses",
      "ec2:*SecurityGroup*",
      "ec2:*Snapshot*",
      "ec2:*Volume*",
      "ec2:CreateTags",
      "ec2:DeleteTags",
      "ec2:Describe*",
      "ec2:GetInstanceTypesFromInstanceRequirements",
      "ec2messages:*",
      "ecr:BatchGetImage",
      "ecr:BatchImportUpstreamImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
      "eks-auth:AssumeRoleForPodIdentity",
      "eks:Describe*",
      "elasticfilesystem:*AccessPoint*",
      "elasticfilesystem:Describe*",
      "elasticfilesystem:TagResource",
      "elasticloadbalancing:*",
      "kms:DescribeKey",
      "logs:CreateLog*",
      "logs:DescribeLog*",
      "logs:PutLogEvents",
      "s3files:*AccessPoint*",
      "s3files:ListFileSystems",
      "s3files:TagResource",
      "ssm:DescribeAssociation",
      "ssm:DescribeDocument",
      "ssm:GetDeployablePatchSnapshotForInstance",
      "ssm:GetDocument",
      "ssm:GetManifest",
      "ssm:ListAssociations",
      "ssm:ListInstanceAssociations",
      "ssm:PutComplianceItems",
      "ssm:PutConfigurePackageResult",
      "ssm:PutInventory",
      "ssm:UpdateAssociationStatus",
      "ssm:UpdateInstanceAssociationStatus",
      "ssm:UpdateInstanceInformation",
      "ssmmessages:*",
    ]
    resources = ["*"]
  }

  # Karpenter starts and ends instances, and gives them one role, which its own policy names.
  statement {
    sid = "NodePools"
    actions = [
      "ec2:CreateFleet",
      "ec2:CreateLaunchTemplate",
      "ec2:DeleteLaunchTemplate",
      "ec2:RunInstances",
      "ec2:TerminateInstances",
      "iam:GetInstanceProfile",
      "iam:ListInstanceProfiles",
      "pricing:GetProducts",
      "sqs:DeleteMessage",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ]
    resources = ["*"]
  }

  statement {
    sid     = "NodeRoleOfPools"
    actions = ["iam:PassRole"]
    resources = [
      for nodes in ["auto-nodes", "pool-nodes"] :
      "arn:${var.partition}:iam::*:role/${each.key}-${each.value.region}-${nodes}"
    ]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com"]
    }
  }

  # EKS Auto Mode gives pods addresses and makes load balancers with the control plane's role (AmazonEKSNetworkingPolicy
  # and AmazonEKSLoadBalancingPolicy).
  statement {
    sid = "AutoMode"
    actions = [
      "acm:DescribeCertificate",
      "acm:ListCertificates",
      "cognito-idp:DescribeUserPoolClient",
      "ec2:*Ipv6Addresses",
      "ec2:*TrunkInterface",
      "ec2:GetCoipPoolUsage",
      "shield:CreateProtection",
      "shield:DeleteProtection",
      "shield:TagResource",
      "wafv2:AssociateWebACL",
      "wafv2:DisassociateWebACL",
      "wafv2:GetWebACL",
      "wafv2:GetWebACLForResource",
      "wafv2:ListWebACLs",
    ]
    resources = ["*"]
  }

  # EKS Auto Mode puts the nodes' role into profiles of its own.
  statement {
    sid       = "ProfilesOfAutoMode"
    actions   = ["iam:AddRoleToInstanceProfile"]
    resources = ["arn:${var.partition}:iam::*:instance-profile/eks*"]
  }

  # AmazonSSMManagedInstanceCore reads every parameter of the account; nodes need only those of AWS.
  statement {
    sid       = "PublicParameters"
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = ["arn:${var.partition}:ssm:*::parameter/aws/service/*"]
  }

  statement {
    sid       = "LoadBalancers"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:${var.partition}:iam::*:role/aws-service-role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["elasticloadbalancing.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = length(each.value.buckets) > 0 ? [each.value.buckets] : []

    content {
      sid = "Buckets"
      actions = [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
      ]
      resources = flatten([for bucket in statement.value : ["arn:${var.partition}:s3:::${bucket}", "arn:${var.partition}:s3:::${bucket}/*"]])
    }
  }

  # Volumes may have a key of the company's own (`encryption.volumes_key_arn`); the key's policy decides as well.
  statement {
    sid = "KeysOfVolumes"
    actions = [
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ListGrants",
      "kms:ReEncrypt*",
      "kms:RevokeGrant",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["ec2.${each.value.region}.amazonaws.com"]
    }
  }

  # An S3 bucket may have its own key; the key's policy decides as well.
  dynamic "statement" {
    for_each = length(each.value.buckets) > 0 ? [each.value.region] : []

    content {
      sid       = "KeysOfBuckets"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = ["*"]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${statement.value}.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(each.value.workload_actions) > 0 ? [each.value.workload_actions] : []

    content {
      sid       = "Workloads"
      actions   = statement.value
      resources = ["*"]
    }
  }
}
