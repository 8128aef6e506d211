# What the plan of every cluster stack must say.

mock_provider "aws" {
  source = "./tests/mocks"
}

override_data {
  target = data.terraform_remote_state.network
  values = {
    outputs = {
      private-subnet-us-west-2a = "subnet-0000000000000000a"
      private-subnet-us-west-2b = "subnet-0000000000000000b"
      private-subnet-us-west-2c = "subnet-0000000000000000c"
    }
  }
}

run "plan" {
  command = plan

  # Control plane.
  assert {
    condition     = aws_eks_cluster.eks_cluster.version == "1.35"
    error_message = "version: ${aws_eks_cluster.eks_cluster.version}"
  }
  assert {
    condition     = aws_eks_cluster.eks_cluster.vpc_config[0].endpoint_private_access
    error_message = "nodes must reach the API without leaving the VPC"
  }
  assert {
    condition     = length(aws_eks_cluster.eks_cluster.vpc_config[0].subnet_ids) == 2
    error_message = "control plane in other than two subnets"
  }
  assert {
    condition     = !contains(aws_eks_cluster.eks_cluster.vpc_config[0].public_access_cidrs, "0.0.0.0/0")
    error_message = "API open to the world"
  }
  assert {
    condition     = aws_eks_cluster.eks_cluster.access_config[0].authentication_mode == "API"
    error_message = "authentication: ${aws_eks_cluster.eks_cluster.access_config[0].authentication_mode}"
  }
  assert {
    condition     = aws_eks_cluster.eks_cluster.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "whoever creates the cluster could not apply the next stack"
  }
  assert {
    condition     = !aws_eks_cluster.eks_cluster.bootstrap_self_managed_addons
    error_message = "EKS would install add-ons that nobody pinned"
  }
  assert {
    condition     = aws_eks_cluster.eks_cluster.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "logs: ${jsonencode(aws_eks_cluster.eks_cluster.enabled_cluster_log_types)}"
  }
  assert {
    condition     = aws_eks_cluster.eks_cluster.encryption_config[0].resources == toset(["secrets"])
    error_message = "secrets are not encrypted with a key of our own"
  }
  assert {
    condition     = aws_kms_key.eks_secrets-key.enable_key_rotation && aws_kms_key.eks_secrets-key.deletion_window_in_days == 30
    error_message = "key of the secrets: rotation or deletion window"
  }
  assert {
    condition     = aws_cloudwatch_log_group.eks_log-group.name == "/aws/eks/${aws_eks_cluster.eks_cluster.name}/cluster"
    error_message = "EKS would make a log group of its own"
  }
  assert {
    condition     = aws_cloudwatch_log_group.eks_log-group.retention_in_days == 90
    error_message = "logs are kept for ever, or not long enough"
  }

  # Add-ons.
  assert {
    condition = alltrue([
      for addon in [
        aws_eks_addon.network-addons_eks-pod-identity-agent,
        aws_eks_addon.network-addons_vpc-cni,
        aws_eks_addon.network-addons_kube-proxy,
        aws_eks_addon.system-addons_coredns,
        aws_eks_addon.system-addons_aws-ebs-csi-driver,
        aws_eks_addon.system-addons_metrics-server,
        aws_eks_addon.system-addons_eks-node-monitoring-agent,
      ] : can(regex("^v[0-9.]+-eksbuild[.][0-9]+$", addon.addon_version)) && addon.resolve_conflicts_on_create == "OVERWRITE"
    ])
    error_message = "an add-on is not pinned, or its creation would fail on a conflict"
  }
  assert {
    condition     = one(aws_eks_addon.network-addons_vpc-cni.pod_identity_association).service_account == "aws-node"
    error_message = "the CNI would take the node's role"
  }
  assert {
    condition     = one(aws_eks_addon.system-addons_aws-ebs-csi-driver.pod_identity_association).service_account == "ebs-csi-controller-sa"
    error_message = "the EBS driver could not make volumes"
  }

  # System nodes.
  assert {
    condition     = aws_eks_node_group.system_nodes.capacity_type == "ON_DEMAND" && length(aws_eks_node_group.system_nodes.taint) == 0
    error_message = "DNS would have no node to be on"
  }
  assert {
    condition     = aws_eks_node_group.system_nodes.scaling_config[0].min_size == 2 && aws_eks_node_group.system_nodes.scaling_config[0].max_size == 4
    error_message = "sizes: ${jsonencode(aws_eks_node_group.system_nodes.scaling_config)}"
  }

  # All nodes.
  assert {
    condition = alltrue([
      for template in [aws_launch_template.system_launch-template_template, aws_launch_template.gpu-gpu_launch-template_template] :
      template.metadata_options[0].http_tokens == "required" && template.metadata_options[0].http_put_response_hop_limit == 1
    ])
    error_message = "pods could read the node's credentials"
  }
  assert {
    condition = alltrue(flatten([
      for template in [aws_launch_template.system_launch-template_template, aws_launch_template.gpu-gpu_launch-template_template] :
      [for disk in template.block_device_mappings : disk.ebs[0].encrypted == "true" && disk.ebs[0].volume_type == "gp3"]
    ]))
    error_message = "a volume that is not encrypted, or not gp3"
  }
  assert {
    condition = alltrue([
      for template in [aws_launch_template.system_launch-template_template, aws_launch_template.gpu-gpu_launch-template_template] :
      toset(template.tag_specifications[*].resource_type) == toset(["instance", "volume", "network-interface"])
    ])
    error_message = "something that EC2 makes would have no tags"
  }
  assert {
    # Both would be refused beside a node group that names types and an AMI family.
    condition = alltrue([
      for template in [aws_launch_template.system_launch-template_template, aws_launch_template.gpu-gpu_launch-template_template] :
      template.instance_type == null && template.image_id == null && template.user_data == null
    ])
    error_message = "a launch template names a type, an image or user data"
  }
}

# Ids are known only once the mock has made them.
run "references" {
  command = apply

  assert {
    condition     = aws_eks_cluster.eks_cluster.encryption_config[0].provider[0].key_arn == aws_kms_key.eks_secrets-key.arn
    error_message = "secrets are encrypted with another key"
  }
  assert {
    condition     = aws_eks_node_group.system_nodes.node_role_arn == aws_iam_role.node-role-system_role.arn
    error_message = "system nodes have another role"
  }
  assert {
    condition     = aws_eks_node_group.system_nodes.launch_template[0].version == tostring(aws_launch_template.system_launch-template_template.latest_version)
    error_message = "nodes would not follow their launch template"
  }
  assert {
    condition     = output.cluster-name == aws_eks_cluster.eks_cluster.name && output.endpoint == aws_eks_cluster.eks_cluster.endpoint
    error_message = "outputs"
  }
  assert {
    condition     = alltrue([for tag in values(aws_autoscaling_group_tag.gpu-gpu_us-west-2a-tags) : tag.autoscaling_group_name == aws_eks_node_group.gpu-gpu_us-west-2a.resources[0].autoscaling_groups[0].name])
    error_message = "tags of another Auto Scaling group"
  }
  assert {
    condition     = aws_autoscaling_group_tag.gpu-gpu_us-west-2a-tags["k8s.io/cluster-autoscaler/node-template/taint/nvidia.com/gpu"].tag[0].value == "present:NoSchedule"
    error_message = "the autoscaler would not know the taint"
  }
}
