# What the plan of every network stack must say.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "network" {
  command = plan

  assert {
    condition     = aws_vpc.network_vpc.cidr_block == "10.0.0.0/16"
    error_message = "VPC: ${aws_vpc.network_vpc.cidr_block}"
  }
  assert {
    condition     = aws_vpc.network_vpc.enable_dns_support && aws_vpc.network_vpc.enable_dns_hostnames
    error_message = "a private API endpoint needs both"
  }
  assert {
    condition     = aws_subnet.network_private-us-west-2a.cidr_block == "10.0.0.0/19" && aws_subnet.network_private-us-west-2b.cidr_block == "10.0.32.0/19"
    error_message = "private subnets moved"
  }
  assert {
    condition     = aws_subnet.network_public-us-west-2a.cidr_block == "10.0.192.0/22" && aws_subnet.network_public-us-west-2b.cidr_block == "10.0.196.0/22"
    error_message = "public subnets moved"
  }
  assert {
    condition = alltrue([
      for subnet in [
        aws_subnet.network_private-us-west-2a, aws_subnet.network_private-us-west-2b,
        aws_subnet.network_public-us-west-2a, aws_subnet.network_public-us-west-2b,
      ] : !subnet.map_public_ip_on_launch
    ])
    error_message = "a subnet gives public addresses"
  }
  assert {
    condition     = aws_subnet.network_private-us-west-2a.tags["kubernetes.io/role/internal-elb"] == "1" && aws_subnet.network_public-us-west-2a.tags["kubernetes.io/role/elb"] == "1"
    error_message = "load balancers would not find their subnets"
  }
  assert {
    condition     = aws_flow_log.network_flow-logs_flow-log.traffic_type == "ALL" && aws_cloudwatch_log_group.network_flow-logs_log-group.retention_in_days == 30
    error_message = "flow logs"
  }
}

# Ids are known only once the mock has made them.
run "ways_out" {
  command = apply

  assert {
    condition     = aws_nat_gateway.network_nat-us-west-2a.subnet_id == aws_subnet.network_public-us-west-2a.id
    error_message = "NAT in another subnet"
  }
  assert {
    condition     = aws_route.network_private-default-us-west-2b.nat_gateway_id == aws_nat_gateway.network_nat-us-west-2a.id
    error_message = "the second zone has no way out"
  }
  assert {
    condition     = aws_vpc_endpoint.network_endpoints_s3.vpc_endpoint_type == "Gateway" && length(aws_vpc_endpoint.network_endpoints_s3.route_table_ids) >= 2
    error_message = "image layers would go through NAT"
  }
}
