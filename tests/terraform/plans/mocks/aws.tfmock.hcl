# What the provider would read from AWS in the form that it checks itself; all else it makes up.

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::111122223333:role/mock"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn = "arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-000000000000"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws:logs:us-west-2:111122223333:log-group:mock"
  }
}

mock_resource "aws_launch_template" {
  defaults = {
    id = "lt-00000000000000000"
  }
}

# Made up, a computed list is empty; this one names the Auto Scaling group that tags and schedules belong to.
mock_resource "aws_eks_node_group" {
  defaults = {
    resources = [{ autoscaling_groups = [{ name = "eks-mock" }], remote_access_security_group_id = "" }]
  }
}

# The same: a certificate and an issuer, which the stack's outputs name.
mock_resource "aws_eks_cluster" {
  defaults = {
    certificate_authority = [{ data = "bW9jaw==" }]
    identity              = [{ oidc = [{ issuer = "https://oidc.eks.us-west-2.amazonaws.com/id/MOCK" }] }]
  }
}
