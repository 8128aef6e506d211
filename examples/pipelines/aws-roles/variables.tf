variable "issuer" {
  description = "Who signs the tokens of the pipeline, as a host: token.actions.githubusercontent.com, gitlab.com, app.terraform.io, or your own."
  type        = string

  validation {
    condition     = !startswith(var.issuer, "http") && !endswith(var.issuer, "/")
    error_message = "Write the host alone, without https:// and without a slash at its end."
  }
}

variable "audience" {
  description = "What the tokens are for: sts.amazonaws.com (GitHub), aws.workload.identity (HCP Terraform), or what id_tokens says (GitLab)."
  type        = string
}

variable "create_provider" {
  description = "Whether to make the OIDC provider; an account has one for an issuer, so false where there is one."
  type        = bool
  default     = true
}

variable "clusters" {
  description = "By cluster: its region, the subjects of tokens that may plan (`*` is allowed), and of those that may deploy (exact)."
  type = map(object({
    region          = string
    plan_subjects   = list(string)
    deploy_subjects = list(string)
  }))

  validation {
    condition     = alltrue([for one in var.clusters : length(one.deploy_subjects) > 0 && !strcontains(join("", one.deploy_subjects), "*")])
    error_message = "deploy_subjects are compared letter by letter: a `*` would let more pipelines deploy than you see here."
  }
  validation {
    condition     = alltrue(flatten([for one in var.clusters : [for subject in one.plan_subjects : can(regex("^[^*]+:[^*]+", subject))]]))
    error_message = "plan_subjects must name at least organization and repository, project or workspace before any `*`."
  }
}

variable "state" {
  description = "The bucket of the states, for `backend: s3`; null where HCP Terraform keeps them."
  type = object({
    bucket      = string
    key_prefix  = optional(string, "eks-gpu")
    kms_key_arn = optional(string)
  })
  default = null
}

variable "partition" {
  description = "aws, aws-us-gov or aws-cn."
  type        = string
  default     = "aws"
}
