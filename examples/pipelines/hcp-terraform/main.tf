# One workspace for each stack, in one project, with its order, its role and the states that it may read.

locals {
  clusters = { for one in jsondecode(file(var.clusters_file)) : one.name => one if one.cloud != null }
  stacks = merge([
    for name, one in local.clusters : {
      for stack in one.stacks : stack.name => merge(stack, { cluster = name })
    }
  ]...)

  # cluster reads the subnets of network. platform and workloads find the cluster by name; its stack's outputs are shared
  # with them for resources that you add there.
  readers = { network = ["cluster"], cluster = ["platform", "workloads"], platform = [], workloads = [] }

  # Plans ask Kubernetes too, which admits only the creator of the cluster and those whom its file names. So these two
  # stacks plan with the role that applies.
  roles = {
    for name, stack in local.stacks : name => {
      TFC_AWS_PROVIDER_AUTH  = "true"
      TFC_AWS_PLAN_ROLE_ARN  = stack.kubernetes ? var.roles[stack.cluster].deploy : var.roles[stack.cluster].plan
      TFC_AWS_APPLY_ROLE_ARN = var.roles[stack.cluster].deploy
    }
  }
  variables = merge([
    for stack, named in local.roles : { for key, value in named : "${stack}/${key}" => { stack = stack, key = key, value = value } }
  ]...)
}

resource "tfe_project" "clusters" {
  name = var.project
}

resource "tfe_workspace" "stack" {
  for_each = local.stacks

  name              = each.key
  project_id        = tfe_project.clusters.id
  description       = "${each.value.kind} of ${each.value.cluster}, made by eks-gpu"
  terraform_version = var.terraform_version

  # A person confirms every apply, even one that another stack has triggered, except for the kinds in auto_apply.
  auto_apply             = contains(var.auto_apply, each.value.kind)
  auto_apply_run_trigger = false
  # A workspace without configuration has nothing to run.
  queue_all_runs        = false
  file_triggers_enabled = false

  lifecycle {
    # Destroying a workspace would lose its state.
    prevent_destroy = true
  }
}

resource "tfe_workspace_settings" "stack" {
  for_each = local.stacks

  workspace_id   = tfe_workspace.stack[each.key].id
  execution_mode = each.value.inside ? "agent" : "remote"
  agent_pool_id  = each.value.inside ? tfe_agent_pool_allowed_workspaces.inside[each.value.cluster].agent_pool_id : null

  global_remote_state  = false
  project_remote_state = false
  remote_state_consumer_ids = toset([
    for reader in local.readers[each.value.kind] : tfe_workspace.stack["${each.value.cluster}-${reader}"].id
  ])
}

# Runs of HCP Terraform come from the internet, from no fixed addresses: a private endpoint needs an agent in the VPC.
resource "tfe_agent_pool" "inside" {
  for_each = { for name, one in local.clusters : name => one if one.inside }

  name                = "${each.key}-vpc"
  organization_scoped = false
}

resource "tfe_agent_pool_allowed_workspaces" "inside" {
  for_each = tfe_agent_pool.inside

  agent_pool_id         = each.value.id
  allowed_workspace_ids = [for name, stack in local.stacks : tfe_workspace.stack[name].id if stack.cluster == each.key && stack.inside]
}

# An apply of one stack starts a plan of the next.
resource "tfe_run_trigger" "order" {
  for_each = { for name, stack in local.stacks : name => stack if stack.after != null }

  workspace_id  = tfe_workspace.stack[each.key].id
  sourceable_id = tfe_workspace.stack[each.value.after].id
}

# No keys: a run shows AWS its own token, and gets the role that trusts it.
resource "tfe_variable" "credentials" {
  for_each = local.variables

  workspace_id = tfe_workspace.stack[each.value.stack].id
  category     = "env"
  key          = each.value.key
  value        = each.value.value
}

output "agent_pools" {
  description = "By cluster: the pool whose agents must run inside its VPC. Create a token for each by hand; a token in a state is a stored key."
  value       = { for name, pool in tfe_agent_pool.inside : name => pool.id }
}
