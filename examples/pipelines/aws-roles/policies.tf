# The calls that Terraform makes for these stacks. A test compares them with the calls of a cluster's whole life; AWS
# documents the others, which EKS makes on behalf of its caller.

data "aws_iam_policy_document" "read" {
  for_each = var.clusters

  statement {
    sid = "Look"
    actions = [
      "autoscaling:Describe*",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:ListTagsForResource",
      "ec2:Describe*",
      "ec2:GetSecurityGroupsForVpc",
      "eks:Describe*",
      "eks:List*",
      "elasticfilesystem:Describe*",
      "elasticfilesystem:ListTagsForResource",
      "events:DescribeRule",
      "events:ListTagsForResource",
      "events:ListTargetsByRule",
      "fsx:Describe*",
      "fsx:ListTagsForResource",
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "logs:Describe*",
      "logs:ListTagsForResource",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ListQueueTags",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid = "LookAtRoles"
    actions = [
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:ListRoleTags",
    ]
    resources = [
      "arn:${var.partition}:iam::*:role${each.value.iam_path}${each.key}-${each.value.region}-*",
      "arn:${var.partition}:iam::*:role/aws-service-role/*",
    ]
  }

  # The profile of the nodes of node pools.
  statement {
    sid       = "LookAtProfiles"
    actions   = ["iam:GetInstanceProfile"]
    resources = ["arn:${var.partition}:iam::*:instance-profile/${each.key}-${each.value.region}-*"]
  }

  statement {
    sid       = "WhoAmI"
    actions   = ["sts:GetCallerIdentity"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.state[*]

    content {
      sid       = "FindState"
      actions   = ["s3:ListBucket"]
      resources = ["arn:${var.partition}:s3:::${statement.value.bucket}"]
    }
  }

  dynamic "statement" {
    for_each = var.state[*]

    content {
      sid       = "ReadState"
      actions   = ["s3:GetObject"]
      resources = [for kind in local.kinds : "arn:${var.partition}:s3:::${statement.value.bucket}/${statement.value.key_prefix}/${each.key}-${kind}.tfstate"]
    }
  }

  dynamic "statement" {
    for_each = [for one in var.state[*] : one if one.kms_key_arn != null]

    content {
      sid       = "DecryptState"
      actions   = ["kms:Decrypt"]
      resources = [statement.value.kms_key_arn]
    }
  }
}

data "aws_iam_policy_document" "plan" {
  for_each = var.clusters

  source_policy_documents = [data.aws_iam_policy_document.read[each.key].json]
}

data "aws_iam_policy_document" "deploy" {
  for_each = var.clusters

  source_policy_documents = [data.aws_iam_policy_document.read[each.key].json]

  # Every resource created here has the tag eks-gpu.io/cluster, because the stacks set it. A creation also names other
  # resources (a subnet names its VPC), so this statement cannot be restricted by tag.
  statement {
    sid = "Create"
    actions = [
      "ec2:AllocateAddress",
      "ec2:CreateFlowLogs",
      "ec2:CreateInternetGateway",
      "ec2:CreateLaunchTemplate",
      "ec2:CreateNatGateway",
      "ec2:CreatePlacementGroup",
      "ec2:CreateRouteTable",
      "ec2:CreateSecurityGroup",
      "ec2:CreateSubnet",
      "ec2:CreateVpc",
      "ec2:CreateVpcEndpoint",
      # EKS checks that the caller who creates a group may start what its launch template describes.
      "ec2:RunInstances",
      # Destroying a NAT gateway's address first disassociates it by its association id, which carries no tag.
      "ec2:DisassociateAddress",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  # Only resources that already have this cluster's tag. Without this condition, a version of somebody else's launch
  # template would start code under somebody else's role.
  statement {
    sid = "ChangeOwn"
    actions = [
      "ec2:AssociateRouteTable",
      "ec2:AssociateVpcCidrBlock",
      "ec2:AttachInternetGateway",
      "ec2:CreateLaunchTemplateVersion",
      "ec2:CreateRoute",
      "ec2:DeleteFlowLogs",
      "ec2:DeleteInternetGateway",
      "ec2:DeleteLaunchTemplate",
      "ec2:DeleteLaunchTemplateVersions",
      "ec2:DeleteNatGateway",
      "ec2:DeletePlacementGroup",
      "ec2:DeleteRoute",
      "ec2:DeleteRouteTable",
      "ec2:DeleteSecurityGroup",
      "ec2:DeleteSubnet",
      "ec2:DeleteTags",
      "ec2:DeleteVpc",
      "ec2:DeleteVpcEndpoints",
      "ec2:DetachInternetGateway",
      "ec2:DisassociateRouteTable",
      "ec2:DisassociateVpcCidrBlock",
      "ec2:ModifyLaunchTemplate",
      "ec2:ModifySubnetAttribute",
      "ec2:ModifyVpcAttribute",
      "ec2:ModifyVpcEndpoint",
      "ec2:ReleaseAddress",
      "ec2:ReplaceRoute",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  # Tags decide what may be changed, so this role sets them only while it creates something, and on its own resources.
  statement {
    sid       = "TagOnCreation"
    actions   = ["ec2:CreateTags"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values = [
        "AllocateAddress",
        "CreateFlowLogs",
        "CreateInternetGateway",
        "CreateLaunchTemplate",
        "CreateNatGateway",
        "CreatePlacementGroup",
        "CreateRouteTable",
        "CreateSecurityGroup",
        "CreateSubnet",
        "CreateVpc",
        "CreateVpcEndpoint",
        "RunInstances",
      ]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid       = "TagOwn"
    actions   = ["ec2:CreateTags"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  # The default security group of a new VPC and the one that EKS creates come without the tag, and the network stack
  # closes the former. Security groups of other eks-gpu clusters are not included.
  statement {
    sid = "SecurityGroups"
    actions = [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateTags",
      "ec2:ModifySecurityGroupRules",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ]
    resources = [
      "arn:${var.partition}:ec2:${each.value.region}:*:security-group/*",
      "arn:${var.partition}:ec2:${each.value.region}:*:security-group-rule/*",
    ]

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
  }

  # EKS tags the Auto Scaling groups of its node groups.
  statement {
    sid = "AutoScalingGroups"
    actions = [
      "autoscaling:CreateOrUpdateTags",
      "autoscaling:DeleteScheduledAction",
      "autoscaling:DeleteTags",
      "autoscaling:PutScheduledUpdateGroupAction",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks:cluster-name"
      values   = [each.key]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid     = "Cluster"
    actions = ["eks:*"]
    resources = [
      for kind in ["access-entry", "addon", "cluster", "nodegroup", "podidentityassociation"] :
      "arn:${var.partition}:eks:${each.value.region}:*:${kind}/${each.key}${kind == "cluster" ? "" : "/*"}"
    ]
  }

  statement {
    sid       = "CreateKey"
    actions   = ["kms:CreateKey", "kms:TagResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid = "OwnKey"
    actions = [
      "kms:CreateAlias",
      "kms:CreateGrant",
      "kms:DeleteAlias",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ]
    resources = ["arn:${var.partition}:kms:${each.value.region}:*:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
  }

  statement {
    sid       = "AliasOfKey"
    actions   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
    resources = ["arn:${var.partition}:kms:${each.value.region}:*:alias/eks/${each.key}/*"]
  }

  statement {
    sid = "LogGroups"
    actions = [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
    resources = [
      for prefix in ["/aws/containerinsights/${each.key}/", "/aws/eks/${each.key}/", "/aws/vpc/${each.key}/"] :
      "arn:${var.partition}:logs:${each.value.region}:*:log-group:${prefix}*"
    ]
  }

  # Flow logs need these on behalf of their creator; these actions support no resources.
  statement {
    sid       = "LogDelivery"
    actions   = ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid       = "Alarms"
    actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"]
    resources = ["arn:${var.partition}:cloudwatch:${each.value.region}:*:alarm:${each.key}-*"]
  }

  # A role that this one creates or gives permissions to has the boundary of boundary.tf, and keeps it. Without a
  # boundary anyone who may create roles and write their policies administers the account.
  statement {
    sid = "BoundedRoles"
    actions = [
      "iam:CreateRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
    ]
    resources = ["arn:${var.partition}:iam::*:role${each.value.iam_path}${each.key}-${each.value.region}-*"]

    condition {
      test     = "StringLike"
      variable = "iam:PermissionsBoundary"
      values   = ["arn:${var.partition}:iam::*:policy/eks-gpu-boundary-${each.key}"]
    }
  }

  statement {
    sid       = "ManagedPoliciesOfBoundedRoles"
    actions   = ["iam:AttachRolePolicy"]
    resources = ["arn:${var.partition}:iam::*:role${each.value.iam_path}${each.key}-${each.value.region}-*"]

    condition {
      test     = "StringLike"
      variable = "iam:PermissionsBoundary"
      values   = ["arn:${var.partition}:iam::*:policy/eks-gpu-boundary-${each.key}"]
    }
    condition {
      test     = "StringLike"
      variable = "iam:PolicyARN"
      values = concat(
        # Policies of this account that service accounts name; an account has twelve digits.
        ["arn:${var.partition}:iam::????????????:policy/*"],
        [
          for name in [
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonEKSBlockStoragePolicy",
            "AmazonEKSClusterPolicy",
            "AmazonEKSComputePolicy",
            "AmazonEKSLoadBalancingPolicy",
            "AmazonEKSNetworkingPolicy",
            "AmazonEKSWorkerNodeMinimalPolicy",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonSSMManagedInstanceCore",
            "service-role/Amazon*CSI*Policy*",
            "AmazonEBSCSIDriver*Policy*",
          ] : "arn:${var.partition}:iam::aws:policy/${name}"
        ],
      )
    }
  }

  # None of these gives a role a permission: a trust policy only says who may use those that the boundary allows.
  statement {
    sid = "Roles"
    actions = [
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = ["arn:${var.partition}:iam::*:role${each.value.iam_path}${each.key}-${each.value.region}-*"]
  }

  statement {
    sid       = "PassRoles"
    actions   = ["iam:PassRole"]
    resources = ["arn:${var.partition}:iam::*:role${each.value.iam_path}${each.key}-${each.value.region}-*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values = [
        "ec2.amazonaws.com",
        "eks.amazonaws.com",
        "pods.eks.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
      ]
    }
  }

  statement {
    sid       = "ServiceLinkedRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:${var.partition}:iam::*:role/aws-service-role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values = [
        "autoscaling.amazonaws.com",
        "eks.amazonaws.com",
        "eks-nodegroup.amazonaws.com",
        "elasticfilesystem.amazonaws.com",
        "fsx.amazonaws.com",
        "spot.amazonaws.com",
      ]
    }
  }

  dynamic "statement" {
    for_each = var.state[*]

    content {
      sid     = "WriteState"
      actions = ["s3:PutObject"]
      resources = flatten([
        for kind in local.kinds : [
          for end in ["", ".tflock"] :
          "arn:${var.partition}:s3:::${statement.value.bucket}/${statement.value.key_prefix}/${each.key}-${kind}.tfstate${end}"
        ]
      ])
    }
  }

  dynamic "statement" {
    for_each = var.state[*]

    content {
      sid       = "LockState"
      actions   = ["s3:GetObject", "s3:DeleteObject"]
      resources = [for kind in local.kinds : "arn:${var.partition}:s3:::${statement.value.bucket}/${statement.value.key_prefix}/${each.key}-${kind}.tfstate.tflock"]
    }
  }

  dynamic "statement" {
    for_each = [for one in var.state[*] : one if one.kms_key_arn != null]

    content {
      sid       = "EncryptState"
      actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
      resources = [statement.value.kms_key_arn]
    }
  }
}

# File systems, and AWS's part of Karpenter. They are a policy of their own, because all policies in a role may have
# 10,240 characters together (IAM user guide, "IAM and AWS STS quotas").
data "aws_iam_policy_document" "deploy_services" {
  for_each = var.clusters

  statement {
    sid = "CreateFileSystems"
    actions = [
      "elasticfilesystem:CreateAccessPoint",
      "elasticfilesystem:CreateFileSystem",
      "elasticfilesystem:TagResource",
      "fsx:CreateDataRepositoryAssociation",
      "fsx:CreateFileSystem",
      "fsx:TagResource",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid = "OwnFileSystems"
    actions = [
      "elasticfilesystem:CreateMountTarget",
      "elasticfilesystem:DeleteAccessPoint",
      "elasticfilesystem:DeleteFileSystem",
      "elasticfilesystem:DeleteMountTarget",
      "elasticfilesystem:ModifyMountTargetSecurityGroups",
      "elasticfilesystem:TagResource",
      "elasticfilesystem:UntagResource",
      "elasticfilesystem:UpdateFileSystem",
      "fsx:DeleteDataRepositoryAssociation",
      "fsx:DeleteFileSystem",
      "fsx:TagResource",
      "fsx:UntagResource",
      "fsx:UpdateDataRepositoryAssociation",
      "fsx:UpdateFileSystem",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks-gpu.io/cluster"
      values   = [each.key]
    }
  }

  # EFS puts the address of a mount target into the subnet, and takes it away, on behalf of its caller (API reference of
  # EFS, CreateMountTarget and DeleteMountTarget).
  statement {
    sid       = "AddressesOfFileSystems"
    actions   = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  # FSx reads and writes linked buckets with a role of its own, which it creates on behalf of its caller (FSx for Lustre
  # user guide, "Adding permissions to use data repositories in Amazon S3").
  statement {
    sid       = "RolesOfLinks"
    actions   = ["iam:AttachRolePolicy", "iam:CreateServiceLinkedRole", "iam:PutRolePolicy"]
    resources = ["arn:${var.partition}:iam::*:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/*"]
  }

  # Karpenter: the profile of its nodes, the queue of interruptions and the rules that fill it.
  statement {
    sid = "NodeProfile"
    actions = [
      "iam:AddRoleToInstanceProfile",
      "iam:CreateInstanceProfile",
      "iam:DeleteInstanceProfile",
      "iam:RemoveRoleFromInstanceProfile",
      "iam:TagInstanceProfile",
      "iam:UntagInstanceProfile",
    ]
    resources = ["arn:${var.partition}:iam::*:instance-profile/${each.key}-${each.value.region}-*"]
  }

  statement {
    sid = "Interruptions"
    actions = [
      "events:DeleteRule",
      "events:PutRule",
      "events:PutTargets",
      "events:RemoveTargets",
      "events:TagResource",
      "events:UntagResource",
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ]
    resources = [
      "arn:${var.partition}:events:${each.value.region}:*:rule/${each.key}-karpenter-*",
      "arn:${var.partition}:sqs:${each.value.region}:*:${each.key}-karpenter",
    ]
  }
}
