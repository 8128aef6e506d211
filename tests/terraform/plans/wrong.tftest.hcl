# The negative control: each of these is wrong, so terraform must say so.

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

run "wrong" {
  command = plan

  assert {
    condition     = aws_eks_node_group.gpu-gpu_us-west-2a.capacity_type == "ON_DEMAND"
    error_message = "wrong capacity: ${aws_eks_node_group.gpu-gpu_us-west-2a.capacity_type}"
  }
  assert {
    condition     = aws_launch_template.gpu-gpu_launch-template_template.metadata_options[0].http_put_response_hop_limit == 2
    error_message = "wrong hop limit: ${aws_launch_template.gpu-gpu_launch-template_template.metadata_options[0].http_put_response_hop_limit}"
  }
}
