output "plan_role_arns" {
  description = "By cluster: the role for plans."
  value       = { for name, role in aws_iam_role.plan : name => role.arn }
}

output "deploy_role_arns" {
  description = "By cluster: the role for applies. It makes the cluster, so it administers it (`access.creator_admin`)."
  value       = { for name, role in aws_iam_role.deploy : name => role.arn }
}

output "boundary_arns" {
  description = "By cluster: the policy that its cluster file names, `iam: {permissions_boundary: …}`."
  value       = { for name, policy in aws_iam_policy.boundary : name => policy.arn }
}
