variable "organization" {
  description = "As in `backend: {cloud: {organization: …}}`."
  type        = string
}

variable "project" {
  description = "As in `backend: {cloud: {project: …}}`; it is made."
  type        = string
}

variable "hostname" {
  description = "Another host for Terraform Enterprise."
  type        = string
  default     = "app.terraform.io"
}

variable "clusters_file" {
  description = "What `python tools/list_stacks.py` printed; make it anew when a cluster comes or goes."
  type        = string
  default     = "clusters.json"
}

variable "roles" {
  description = "By cluster: the roles of ../aws-roles, its outputs plan_role_arns and deploy_role_arns."
  type        = map(object({ plan = string, deploy = string }))
}

variable "terraform_version" {
  description = "Of the runs. The stacks ask for 1.10 or newer; a newer minor is taken here, on purpose, for all at once."
  type        = string
  default     = "~> 1.11.0"
}

variable "auto_apply" {
  description = "Kinds of stacks whose plans nobody has to confirm, such as [\"workloads\"]; a cluster is never among them by default."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.auto_apply, ["network", "cluster", "platform", "workloads"])) == 0
    error_message = "Kinds are network, cluster, platform and workloads."
  }
}
