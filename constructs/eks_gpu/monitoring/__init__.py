"""What Prometheus and Grafana are told of a design: alerts and a dashboard, as text that `eks-gpu` prints.

What Terraform makes for watching is decided in `eks_gpu.design`: the exporter with its counters, and CloudWatch alarms.
"""
