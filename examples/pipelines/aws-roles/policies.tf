# What Terraform asks of AWS for these stacks. tests/pipelines/test_roles.py compares it with what it really asked, and
# AWS documents the rest: what EKS does in the name of whoever calls it.

data "aws_iam_policy_document" "read" {
  for_each = var.clusters

  statement {
    sid = "Look"
    actions = [
      "autoscaling:Describe*",
      "ec2:Describe*",
      "ec2:GetSecurityGroupsForVpc",
      "eks:Describe*",
      "eks:List*",
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "logs:Describe*",
      "logs:ListTagsForResource",
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
      "arn:${var.partition}:iam::*:role/${each.key}-${each.value.region}-*",
      "arn:${var.partition}:iam::*:role/aws-service-role/*",
    ]
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

  statement {
    sid = "Network"
    actions = [
      "ec2:AllocateAddress",
      "ec2:AssociateRouteTable",
      "ec2:AttachInternetGateway",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateFlowLogs",
      "ec2:CreateInternetGateway",
      "ec2:CreateNatGateway",
      "ec2:CreateRoute",
      "ec2:CreateRouteTable",
      "ec2:CreateSecurityGroup",
      "ec2:CreateSubnet",
      "ec2:CreateTags",
      "ec2:CreateVpc",
      "ec2:CreateVpcEndpoint",
      "ec2:DeleteFlowLogs",
      "ec2:DeleteInternetGateway",
      "ec2:DeleteNatGateway",
      "ec2:DeleteRoute",
      "ec2:DeleteRouteTable",
      "ec2:DeleteSecurityGroup",
      "ec2:DeleteSubnet",
      "ec2:DeleteTags",
      "ec2:DeleteVpc",
      "ec2:DeleteVpcEndpoints",
      "ec2:DetachInternetGateway",
      "ec2:DisassociateAddress",
      "ec2:DisassociateRouteTable",
      "ec2:ModifySecurityGroupRules",
      "ec2:ModifySubnetAttribute",
      "ec2:ModifyVpcAttribute",
      "ec2:ModifyVpcEndpoint",
      "ec2:ReleaseAddress",
      "ec2:ReplaceRoute",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid = "Nodes"
    actions = [
      "autoscaling:CreateOrUpdateTags",
      "autoscaling:DeleteScheduledAction",
      "autoscaling:DeleteTags",
      "autoscaling:PutScheduledUpdateGroupAction",
      "ec2:CreateLaunchTemplate",
      "ec2:CreateLaunchTemplateVersion",
      "ec2:CreatePlacementGroup",
      "ec2:DeleteLaunchTemplate",
      "ec2:DeleteLaunchTemplateVersions",
      "ec2:DeletePlacementGroup",
      "ec2:ModifyLaunchTemplate",
      # EKS asks whether who makes a group may start what its launch template says.
      "ec2:RunInstances",
    ]
    resources = ["*"]

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
    sid = "SecretsKeyAndLogs"
    actions = [
      "kms:CreateAlias",
      "kms:CreateGrant",
      "kms:CreateKey",
      "kms:DeleteAlias",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
      "logs:CreateLogDelivery",
      "logs:CreateLogGroup",
      "logs:DeleteLogDelivery",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid = "Roles"
    actions = [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = ["arn:${var.partition}:iam::*:role/${each.key}-${each.value.region}-*"]
  }

  statement {
    sid       = "ManagedPoliciesOfRoles"
    actions   = ["iam:AttachRolePolicy"]
    resources = ["arn:${var.partition}:iam::*:role/${each.key}-${each.value.region}-*"]

    condition {
      test     = "StringLike"
      variable = "iam:PolicyARN"
      values = [
        for name in [
          "AmazonEC2ContainerRegistryPullOnly",
          "AmazonEKSClusterPolicy",
          "AmazonEKSWorkerNodePolicy",
          "AmazonEKS_CNI_Policy",
          "AmazonSSMManagedInstanceCore",
          "service-role/Amazon*CSI*Policy",
        ] : "arn:${var.partition}:iam::aws:policy/${name}"
      ]
    }
  }

  statement {
    sid       = "PassRoles"
    actions   = ["iam:PassRole"]
    resources = ["arn:${var.partition}:iam::*:role/${each.key}-${each.value.region}-*"]

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
