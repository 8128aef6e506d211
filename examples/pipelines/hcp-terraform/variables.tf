variable "organization" {
  description = "As in `backend: {cloud: {organization: …}}`."
  type        = string
}

variable "project" {
  description = "As in `backend: {cloud: {project: …}}`; it is created."
  type        = string
}

variable "hostname" {
  description = "Another host for Terraform Enterprise."
  type        = string
  default     = "app.terraform.io"
}

variable "clusters_file" {
  description = "Output of `python tools/list_stacks.py`; generate it again when you add or remove a cluster."
  type        = string
  default     = "clusters.json"
}

variable "roles" {
  description = "Roles by cluster from ../aws-roles: its outputs plan_role_arns and deploy_role_arns."
  type        = map(object({ plan = string, deploy = string }))
}

variable "terraform_version" {
  description = "Terraform version of the runs. The stacks require 1.10 or newer; you choose a newer minor here, for all at once."
  type        = string
  default     = "~> 1.11.0"
}

variable "auto_apply" {
  description = "Kinds of stacks that are applied without confirmation, such as [\"workloads\"]; a cluster is never among them by default."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.auto_apply, ["network", "cluster", "platform", "workloads"])) == 0
    error_message = "Kinds are network, cluster, platform and workloads."
  }
}
