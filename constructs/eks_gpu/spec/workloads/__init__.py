"""Fields of workloads: containers, ports, probes, scaling, and the AWS permissions of their pods."""
