"""Monitoring of a design with Prometheus and Grafana: alerts and a dashboard, as text that `eks-gpu` prints.

The resources that Terraform creates for monitoring are decided in `eks_gpu.design`: the exporter with its counters, and
CloudWatch alarms.
"""
