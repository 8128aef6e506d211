"""What is watched: the metrics of GPU nodes, and the alerts, alarms and the dashboard made of them.

Everything here is data and text; `eks_gpu.kubernetes` and `eks_gpu.aws` make resources of it.
"""
