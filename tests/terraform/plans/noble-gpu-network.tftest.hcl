# Three zones behind one NAT gateway.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "plan" {
  command = plan

  assert {
    condition     = aws_subnet.network_private-us-west-2c.cidr_block == "10.0.64.0/19" && aws_subnet.network_public-us-west-2c.cidr_block == "10.0.200.0/22"
    error_message = "subnets of the third zone"
  }
  assert {
    condition     = aws_route.network_private-default-us-west-2c.destination_cidr_block == "0.0.0.0/0"
    error_message = "the third zone has no way out"
  }
}
