# Two roles for each cluster, and no key anywhere: one that reads, for plans, and one that changes things, for applies.

locals {
  kinds    = ["network", "cluster", "platform", "workloads"]
  provider = var.create_provider ? aws_iam_openid_connect_provider.pipeline[0].arn : data.aws_iam_openid_connect_provider.pipeline[0].arn
}

resource "aws_iam_openid_connect_provider" "pipeline" {
  count = var.create_provider ? 1 : 0

  url            = "https://${var.issuer}"
  client_id_list = [var.audience]
}

data "aws_iam_openid_connect_provider" "pipeline" {
  count = var.create_provider ? 0 : 1

  url = "https://${var.issuer}"
}

data "aws_iam_policy_document" "trust" {
  for_each = merge(
    { for name, one in var.clusters : "${name}-plan" => { operator = "StringLike", subjects = one.plan_subjects } },
    { for name, one in var.clusters : "${name}-deploy" => { operator = "StringEquals", subjects = one.deploy_subjects } },
  )

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.issuer}:aud"
      values   = [var.audience]
    }

    condition {
      test     = each.value.operator
      variable = "${var.issuer}:sub"
      values   = each.value.subjects
    }
  }
}

resource "aws_iam_role" "plan" {
  for_each = var.clusters

  name                 = "eks-gpu-plan-${each.key}"
  description          = "Plans the stacks of ${each.key}; changes nothing"
  assume_role_policy   = data.aws_iam_policy_document.trust["${each.key}-plan"].json
  max_session_duration = 3600
}

resource "aws_iam_role" "deploy" {
  for_each = var.clusters

  name               = "eks-gpu-deploy-${each.key}"
  description        = "Applies the stacks of ${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust["${each.key}-deploy"].json
  # A cluster with its add-ons takes half an hour; two hours are enough for many groups.
  max_session_duration = 7200
}

resource "aws_iam_role_policy" "plan" {
  for_each = var.clusters

  name   = "plan"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan[each.key].json
}

resource "aws_iam_role_policy" "deploy" {
  for_each = var.clusters

  name   = "deploy"
  role   = aws_iam_role.deploy[each.key].id
  policy = data.aws_iam_policy_document.deploy[each.key].json
}

resource "aws_iam_policy" "deploy" {
  for_each = var.clusters

  name        = "eks-gpu-deploy-${each.key}"
  description = "Applies the file systems and the provisioner of ${each.key}"
  policy      = data.aws_iam_policy_document.deploy_services[each.key].json
}

resource "aws_iam_role_policy_attachment" "deploy" {
  for_each = var.clusters

  role       = aws_iam_role.deploy[each.key].name
  policy_arn = aws_iam_policy.deploy[each.key].arn
}
