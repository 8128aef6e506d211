# Three spot groups, one a zone, each from zero to four.

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

  # GPU nodes.
  assert {
    condition = alltrue([
      for group in [aws_eks_node_group.gpu-gpu_us-west-2a, aws_eks_node_group.gpu-gpu_us-west-2b, aws_eks_node_group.gpu-gpu_us-west-2c] :
      group.capacity_type == "SPOT" && group.ami_type == "AL2023_x86_64_NVIDIA" && group.instance_types == tolist(["g5.xlarge", "g5.2xlarge", "g5.4xlarge"])
    ])
    error_message = "capacity, image or types of a GPU group"
  }
  assert {
    condition = alltrue([
      for group in [aws_eks_node_group.gpu-gpu_us-west-2a, aws_eks_node_group.gpu-gpu_us-west-2b, aws_eks_node_group.gpu-gpu_us-west-2c] :
      group.scaling_config[0].min_size == 0 && group.scaling_config[0].desired_size == 0 && group.scaling_config[0].max_size == 4
    ])
    error_message = "sizes of a GPU group"
  }
  assert {
    condition = alltrue([
      for group in [aws_eks_node_group.gpu-gpu_us-west-2a, aws_eks_node_group.gpu-gpu_us-west-2b, aws_eks_node_group.gpu-gpu_us-west-2c] :
      one(group.taint).key == "nvidia.com/gpu" && one(group.taint).value == "present" && one(group.taint).effect == "NO_SCHEDULE"
    ])
    error_message = "pods without GPUs would fill a GPU node"
  }
  assert {
    condition = alltrue([
      for group in [aws_eks_node_group.gpu-gpu_us-west-2a, aws_eks_node_group.gpu-gpu_us-west-2b, aws_eks_node_group.gpu-gpu_us-west-2c] :
      group.labels["eks-gpu.io/group"] == "gpu" && group.labels["nvidia.com/gpu.present"] == "true" && group.labels["k8s.amazonaws.com/accelerator"] == "nvidia-a10g"
    ])
    error_message = "workloads would not find the nodes, or the autoscaler not their GPUs"
  }
  assert {
    condition = (
      aws_eks_node_group.gpu-gpu_us-west-2a.subnet_ids == toset(["subnet-0000000000000000a"]) &&
      aws_eks_node_group.gpu-gpu_us-west-2b.subnet_ids == toset(["subnet-0000000000000000b"]) &&
      aws_eks_node_group.gpu-gpu_us-west-2c.subnet_ids == toset(["subnet-0000000000000000c"])
    )
    error_message = "a group is in the wrong zone"
  }
  assert {
    condition     = aws_launch_template.gpu-gpu_launch-template_template.block_device_mappings[0].ebs[0].volume_size == 200
    error_message = "volume of the GPU nodes"
  }

  # Access.
  assert {
    condition     = aws_eks_cluster.eks_cluster.vpc_config[0].endpoint_public_access && aws_eks_cluster.eks_cluster.vpc_config[0].public_access_cidrs == toset(["203.0.113.0/24"])
    error_message = "public access: ${jsonencode(aws_eks_cluster.eks_cluster.vpc_config)}"
  }
  assert {
    condition     = aws_eks_access_entry.eks_admin-platform-1f58c1ba.principal_arn == "arn:aws:iam::111122223333:role/platform"
    error_message = "the platform team has no entry"
  }
  assert {
    condition     = aws_eks_access_policy_association.eks_admin-platform-1f58c1ba-policy.policy_arn == "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    error_message = "policy: ${aws_eks_access_policy_association.eks_admin-platform-1f58c1ba-policy.policy_arn}"
  }
  assert {
    condition     = aws_eks_pod_identity_association.autoscaler_association.service_account == "cluster-autoscaler"
    error_message = "the autoscaler has no role"
  }
}
