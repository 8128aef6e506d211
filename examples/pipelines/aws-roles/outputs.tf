output "plan_role_arns" {
  description = "Role for plans, by cluster."
  value       = { for name, role in aws_iam_role.plan : name => role.arn }
}

output "deploy_role_arns" {
  description = "Role for applies, by cluster. The role creates the cluster, so it administers it (`access.creator_admin`)."
  value       = { for name, role in aws_iam_role.deploy : name => role.arn }
}

output "boundary_arns" {
  description = "Policy that the cluster file names, by cluster: `iam: {permissions_boundary: …}`."
  value       = { for name, policy in aws_iam_policy.boundary : name => policy.arn }
}
