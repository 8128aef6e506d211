variable "issuer" {
  description = "Host that signs the pipeline's tokens: token.actions.githubusercontent.com, gitlab.com, app.terraform.io, or your own."
  type        = string

  validation {
    condition     = !startswith(var.issuer, "http") && !endswith(var.issuer, "/")
    error_message = "Write the host alone, without https:// and without a slash at its end."
  }
}

variable "audience" {
  description = "Audience of the tokens: sts.amazonaws.com (GitHub), aws.workload.identity (HCP Terraform), or the value in id_tokens (GitLab)."
  type        = string
}

variable "create_provider" {
  description = "Whether to create the OIDC provider; an account has one for each issuer, so write false if it exists."
  type        = bool
  default     = true
}

variable "clusters" {
  description = <<-EOT
    By cluster: its region; the subjects of tokens that may plan (`*` is allowed after a whole repository, project or
    workspace) and of those that may deploy (exact); the buckets that its workloads mount or read; other actions that
    its workloads' service accounts may have at most; and `iam.path` of its cluster file, if it has one.
  EOT
  type = map(object({
    region           = string
    plan_subjects    = list(string)
    deploy_subjects  = list(string)
    buckets          = optional(list(string), [])
    workload_actions = optional(list(string), [])
    iam_path         = optional(string, "/")
  }))

  validation {
    condition     = alltrue([for one in var.clusters : can(regex("^/([!-)+-.0->@-~]+/)*$", one.iam_path))])
    error_message = "An iam_path begins and ends with a slash, such as `/eks/`, and contains no `*` or `?`."
  }

  validation {
    condition     = alltrue([for name, one in var.clusters : can(regex("^[0-9A-Za-z][0-9A-Za-z_-]*$", name)) && !startswith(name, "eks-gpu-")])
    error_message = "A cluster's name begins with a letter or digit and not with `eks-gpu-`, as these roles do: its deploy role could change them."
  }
  # The roles of a cluster are named <cluster>-<region>-…, and its deploy role may change what is named so.
  validation {
    condition = alltrue(flatten([
      for name, one in var.clusters : [for other, _ in var.clusters : !startswith(other, "${name}-${one.region}-")]
    ]))
    error_message = "A cluster's name must not begin with the name and region of another one: the deploy role of `prod` in us-west-2 could change the roles of `prod-us-west-2-b`."
  }
  validation {
    condition = alltrue(flatten([
      for one in var.clusters : [
        for action in one.workload_actions :
        can(regex("^[a-z0-9-]+:[A-Za-z0-9*]+$", action)) && !can(regex("^(account|iam|organizations|sso|sts):|:[*]+$", action))
      ]
    ]))
    error_message = "workload_actions are written out, such as `sqs:ReceiveMessage`: no whole service, nothing of iam, sts, sso, account or organizations."
  }

  validation {
    condition     = alltrue([for one in var.clusters : length(one.deploy_subjects) > 0 && !strcontains(join("", one.deploy_subjects), "*")])
    error_message = "deploy_subjects are compared letter by letter: a `*` would let more pipelines deploy than you see here."
  }
  # GitHub: repo:OWNER/REPOSITORY:… (or with ids, OWNER@ID/REPOSITORY@ID); GitLab: project_path:GROUP/PROJECT:…; HCP
  # Terraform: organization:ORG:project:PROJECT:workspace:NAME:…. Without a `:` after the name, `repo:acme/infra*` would
  # admit acme/infra-of-somebody, and `repo:a*` would admit everybody whose name begins with a.
  validation {
    condition = alltrue(flatten([
      for one in var.clusters : [
        for subject in one.plan_subjects :
        !strcontains(subject, "*") || can(regex("^(repo:[^*:/]+/[^*:/]+|project_path:[^*:]+/[^*:/]+|organization:[^*:]+:project:[^*:]+:workspace:[^*:]+):", subject))
      ]
    ]))
    error_message = "plan_subjects name the whole repository, project or workspace, and a `:` after it, before any `*` or `?`."
  }
  validation {
    condition     = alltrue(flatten([for one in var.clusters : [for subject in concat(one.plan_subjects, one.deploy_subjects) : !strcontains(subject, "?")]]))
    error_message = "A `?` in a subject stands for any character; write the subject out."
  }
}

variable "state" {
  description = "Bucket of the states, for `backend: s3`; null if HCP Terraform keeps them."
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
